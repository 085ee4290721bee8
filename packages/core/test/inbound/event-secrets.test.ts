import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTestDatabase, testContext } from '@switchboard/testing'
import { createTokenCipher } from '../../src/crypto/jwe-token-cipher'
import { rotateSecrets } from '../../src/crypto/rotate-secrets'
import { sealSecret, withSecret } from '../../src/inbound/event-secrets'
import { cleanUp } from '../../src/sync/clean-up'

const database = createTestDatabase()
const secret = 'https://answer.example/1'

async function waiting(ctx: ReturnType<typeof testContext>, receivedAt = ctx.clock.now()) {
  const name = { provider: 'slack' as const, account: 'default:T1', eventId: randomUUID() }
  const sealed = await sealSecret(ctx, name, secret)
  const data = { ...name, sealed, body: Buffer.from('{}'), headers: {}, receivedAt }
  return database.db.inboundEvent.create({ data })
}
const rowOf = ({ id }: { id: bigint }) => database.db.inboundEvent.findUniqueOrThrow({ where: { id } })

test('what answers an event that was never worked on is deleted after its time, the event is not', async () => {
  const ctx = testContext(database)
  const old = await waiting(ctx, new Date(ctx.clock.now().getTime() - 3_600_001))
  const fresh = await waiting(ctx)
  await cleanUp(ctx)
  expect(await rowOf(old)).toMatchObject({ sealed: null, state: 'received' })
  expect((await withSecret(ctx, await rowOf(fresh))).secret).toBe(secret)
  await database.db.inboundEvent.deleteMany()
})

test('keys are replaced while events wait', async () => {
  const [older, newer] = [0, 1].map((at) => `k${at}:${randomBytes(32).toString('base64')}`)
  const before = { ...testContext(database), cipher: createTokenCipher(older ?? '') }
  const event = await waiting(before)
  const both = { ...before, cipher: createTokenCipher(`${newer},${older}`) }
  expect(await rotateSecrets(both)).toMatchObject({ rotated: 1, unreadable: [] })
  const after = { ...before, cipher: createTokenCipher(newer ?? '') }
  expect((await withSecret(after, await rowOf(event))).secret).toBe(secret)
})
