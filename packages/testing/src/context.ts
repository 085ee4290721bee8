import { randomBytes } from 'node:crypto'
import type { Context } from '@switchboard/core/context'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import type { TestDatabase } from './create-test-database'
import { fakeModel } from './fake-model'
import { fakeProviders } from './fake-provider'
import { collectingLogger, fakeClock, type CollectingLogger, type FakeClock } from './surroundings'

export type TestContext = Context & { clock: FakeClock; logger: CollectingLogger }

/** A context on a real database with a standing clock; hand in the providers or the model that the test is about. */
export function testContext(
  database: TestDatabase,
  parts: Partial<Pick<Context, 'providers' | 'model'>> & { start?: string } = {},
): TestContext {
  return {
    db: database.db,
    providers: parts.providers ?? fakeProviders(),
    model: parts.model ?? fakeModel(),
    offlineModel: { ...fakeModel(), name: 'test-offline', label: 'Offline test model' },
    cipher: createTokenCipher(`test:${randomBytes(32).toString('base64')}`),
    clock: fakeClock(parts.start),
    logger: collectingLogger(),
    publicUrl: new URL('http://localhost:3000'),
    switchesDefault: true,
    undoWindowMs: 10_000,
    sayLimits: { person: 30, conversation: 10, channel: 20 },
    keepRunsDays: 30,
    channelRestMs: 30_000,
  }
}
