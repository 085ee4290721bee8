import { beforeEach, expect, test } from 'vitest'
import { buildMember, createTestDatabase, fakeProviders, testContext, type TestContext } from '@switchboard/testing'
import type { Actor, Context } from '../../src/context'
import { createTokenCipher } from '../../src/crypto/jwe-token-cipher'
import { rotateSecrets } from '../../src/crypto/rotate-secrets'
import { createInboundGate } from '../../src/inbound/inbound-gate'
import { keepOfferedSecret, listOfferedSecrets } from '../../src/inbound/offered-secrets'
import { createWebhookReceiver } from '../../src/inbound/receive-webhook'
import type { WebhookReceiver } from '../../src/ports/webhook'
import { cleanUp } from '../../src/sync/clean-up'
import { claimInstallation } from '../../src/switches/installation'

const database = createTestDatabase()
const secret = 'secret_that-is-offered'
const webhook: WebhookReceiver = {
  path: 'mail',
  afterHandshake: 'Paste it there.',
  verify: async ({ body }) => ({ kind: 'handshake', secret: Buffer.from(body).toString() }),
  read: () => [],
}
const waiting = fakeProviders({ webhook, pushObstacle: 'There is no subscription.' })
let ctx: TestContext
let operator: Actor

beforeEach(async () => {
  ctx = testContext(database, { providers: waiting })
  await ctx.db.offeredSecret.deleteMany()
  await ctx.db.installation.deleteMany()
  operator = (await buildMember(ctx.db)).actor
  await ctx.db.$transaction((tx) => claimInstallation(tx, operator.userId))
})

const offer = (body = secret) => {
  const receive = createWebhookReceiver(
    ctx,
    { add: () => Promise.reject(new Error('No event came.')) },
    { gate: gate() },
  )
  return receive(new Request('http://localhost/api/webhooks/mail', { method: 'POST', body }))
}
const gate = () => createInboundGate(ctx)
const offered = async (by: Context = ctx) => (await listOfferedSecrets(by, operator)).items

test('the secret of a handshake is kept encrypted, for the person who runs the installation alone', async () => {
  const response = await offer()
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect(await offered()).toEqual([
    { provider: 'gmail', name: 'Gmail', secret, offeredAt: ctx.clock.now(), advice: 'Paste it there.' },
  ])
  expect(JSON.stringify([await ctx.db.offeredSecret.findMany(), ctx.logger.lines])).not.toContain(secret)
  const other = (await buildMember(ctx.db)).actor
  await expect(listOfferedSecrets(ctx, other)).rejects.toMatchObject({ code: 'forbidden' })
})

test('a later one takes its place', async () => {
  await offer()
  await offer('secret_another-one')
  expect(await offered()).toMatchObject([{ secret: 'secret_another-one' }])
})

test('it is shown no more once one is in force, and gone after a day', async () => {
  await offer()
  expect(await offered({ ...ctx, providers: fakeProviders({ webhook }) })).toEqual([])
  expect(await offered()).toHaveLength(1)
  ctx.clock.advance(24 * 3_600_000)
  expect(await offered()).toEqual([])
  await cleanUp(ctx)
  expect(await ctx.db.offeredSecret.count()).toBe(0)
})

test('new keys of the installation open it; one that none opens is not shown', async () => {
  const keyOf = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`
  const by = (...keys: string[]): Context => ({ ...ctx, cipher: createTokenCipher(keys.join(',')) })
  await keepOfferedSecret(by(keyOf('one', 1)), 'gmail', secret)
  const { rotated, unreadable } = await rotateSecrets(by(keyOf('two', 2), keyOf('one', 1)))
  expect({ rotated, unreadable }).toEqual({ rotated: 1, unreadable: [] })
  expect(await offered(by(keyOf('two', 2)))).toMatchObject([{ secret }])
  expect(await offered(by(keyOf('one', 1)))).toEqual([])
})

test('who offers again and again waits in line, and takes nobody’s place', async () => {
  let underWay = 0
  let most = 0
  const keepOffered = async () => {
    most = Math.max(most, ++underWay)
    await new Promise(setImmediate)
    underWay -= 1
  }
  const receive = createWebhookReceiver(
    ctx,
    { add: async () => ({ isNew: true }) },
    { gate: { ...gate(), keepOffered } },
  )
  const call = () => receive(new Request('http://localhost/api/webhooks/mail', { method: 'POST', body: secret }), 'one')
  for (let time = 0; time < 61; time++) await call()
  most = 0
  const answers = await Promise.all([call(), call(), call()])
  expect([answers.map(({ status }) => status), most]).toEqual([[200, 200, 200], 1])
})
