import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { SwitchboardError, type ErrorCode } from '@switchboard/core/errors'
import { type InboundGate, openGate } from '@switchboard/core/inbound/inbound-gate'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { testCallPath } from '@switchboard/core/test-items/test-call'
import type { VerifiedCall, WebhookCall, WebhookReceiver } from '@switchboard/core/ports/webhook'
import { type InboundCall, OverfullError } from '@switchboard/db/inbound-ledger'
import { collectingLogger, fakeClock, fakeProviders } from '@switchboard/testing'

const address = 'http://localhost:3000/api/webhooks/mail'
const event = { account: 'ada', eventId: '1', orderKey: null, body: Buffer.from('{}'), headers: {} }

/** The receiver with one provider behind it, and what it stored. */
function receiverWith(
  verify: (call: WebhookCall) => VerifiedCall = () => ({ kind: 'event', event }),
  add: (call: InboundCall) => Promise<{ isNew: boolean }> = async () => ({ isNew: true }),
  gate: Partial<InboundGate> = {},
) {
  const stored: InboundCall[] = []
  const webhook: WebhookReceiver = { path: 'mail', verify: async (call) => verify(call), read: () => [] }
  const cipher = createTokenCipher(`test:${Buffer.alloc(32, 7).toString('base64')}`)
  const ctx = { providers: fakeProviders({ webhook }), cipher, clock: fakeClock(), logger: collectingLogger() }
  const ledger = {
    add: async (call: InboundCall) => {
      const result = await add(call)
      stored.push(call)
      return result
    },
  }
  const receive = createWebhookReceiver(ctx, ledger, { gate: { ...openGate, ...gate }, limits: { lookUpMs: 20 } })
  const post = (url = address, init: RequestInit = { body: '{}' }) =>
    receive(new Request(url, { method: 'POST', ...init }))
  return { ctx, receive, post, stored }
}

test('a verified call is stored with its time and answered with an empty 200', async () => {
  const { ctx, post, stored } = receiverWith()
  const response = await post()
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect(stored).toEqual([{ provider: 'gmail', ...event, sealed: null, receivedAt: ctx.clock.now() }])
})

test('what lets its bearer act is stored encrypted, for this event alone', async () => {
  const secret = 'https://answer.example/token'
  const { ctx, post, stored } = receiverWith(() => ({ kind: 'event', event: { ...event, secret } }))
  await post()
  expect(JSON.stringify(stored)).not.toContain('answer.example')
  const sealed = stored[0]?.sealed ?? ''
  expect(await ctx.cipher.open(sealed, 'event:gmail:ada:1')).toBe(secret)
  await expect(ctx.cipher.open(sealed, 'event:gmail:ada:2')).rejects.toMatchObject({ code: 'secret_unreadable' })
})

test('the provider gets the bytes as they were sent, and what stands behind its path', async () => {
  const calls: WebhookCall[] = []
  const { post } = receiverWith((call) => {
    calls.push(call)
    return { kind: 'event', event }
  })
  const body = Buffer.from([0, 255, 254, 10])
  await post(`${address}/one/two?x=1`, { body, headers: { 'x-signature': 'abc' } })
  expect(Buffer.from(calls[0]?.body ?? []).equals(body)).toBe(true)
  expect([calls[0]?.rest, calls[0]?.headers.get('x-signature')]).toEqual([['one', 'two'], 'abc'])
})

test('a database that hangs is not waited for longer than the provider waits', async () => {
  const { post, stored } = receiverWith(undefined, undefined, { isOpen: () => new Promise(() => undefined) })
  const response = await post()
  expect([response.status, response.headers.get('retry-after'), stored.length]).toEqual([503, '5', 0])
})

test('what only wants an answer gets it, and is not stored', async () => {
  const { post, stored } = receiverWith(() => ({ kind: 'answer', contentType: 'text/plain', body: 'challenge' }))
  const response = await post()
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
    200,
    'text/plain',
    'challenge',
  ])
  expect(stored).toEqual([])
})

test.each<[ErrorCode, number]>([
  ['unauthorized', 401],
  ['invalid_input', 400],
  ['not_found', 404],
  ['unavailable', 503],
])('a call that the provider refuses as %s is answered with %i and stores nothing', async (code, status) => {
  const { post, stored } = receiverWith(() => {
    throw new SwitchboardError(code, 'Refused.')
  })
  const response = await post()
  expect([response.status, await response.json()]).toEqual([status, { error: 'Refused.' }])
  expect(stored).toEqual([])
})

test('a path that nobody has is 404, and another method 405', async () => {
  const { receive, post, stored } = receiverWith()
  expect((await post('http://localhost:3000/api/webhooks/fax')).status).toBe(404)
  expect((await post('http://localhost:3000/api/webhooks/')).status).toBe(404)
  expect((await receive(new Request(address))).status).toBe(405)
  expect(stored).toEqual([])
})

test('a body of a megabyte is taken; a larger one is 413, whether or not it says how large it is', async () => {
  const { post } = receiverWith()
  const streamed = (bytes: number) => ({ body: new Blob([new Uint8Array(bytes)]).stream(), duplex: 'half' as const })
  expect((await post(address, { body: new Uint8Array(1_048_576) })).status).toBe(200)
  expect((await post(address, { body: new Uint8Array(1_048_577) })).status).toBe(413)
  expect((await post(address, streamed(1_048_576))).status).toBe(200)
  expect((await post(address, streamed(1_048_577))).status).toBe(413)
  expect((await post(address, { body: '{}', headers: { 'content-length': '1048577' } })).status).toBe(413)
})

test('a body that breaks off is 400', async () => {
  const { post, stored } = receiverWith()
  const broken = {
    body: new ReadableStream({ start: (flow) => flow.error(new Error('gone')) }),
    duplex: 'half' as const,
  }
  expect((await post(address, broken)).status).toBe(400)
  expect(stored).toEqual([])
})

test('an event that cannot be stored now is 503, so that it is sent again', async () => {
  const away = receiverWith(undefined, () => Promise.reject(new Error('the database is away')))
  const response = await away.post()
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
  expect(away.ctx.logger.lines).toHaveLength(1)
  const overfull = receiverWith(undefined, () => Promise.reject(new OverfullError('full')))
  expect((await overfull.post()).status).toBe(503)
  expect([away.stored, overfull.stored]).toEqual([[], []])
})

test('who sends cannot be looked up while the database is away: 503 as well, and it is logged', async () => {
  const { ctx, post, stored } = receiverWith(() => {
    throw new Error('the database is away')
  })
  const response = await post()
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
  expect(ctx.logger.lines).toHaveLength(1)
  expect(stored).toEqual([])
})

test('an id that no text column holds is 400 and reaches no neighbour', async () => {
  for (const eventId of ['a\0b', 'x'.repeat(1_001)]) {
    const { post, stored } = receiverWith(() => ({ kind: 'event', event: { ...event, eventId } }))
    expect((await post()).status).toBe(400)
    expect(stored).toEqual([])
  }
})

test('whatever the path and the body, there is an answer, and never a fault of ours', async () => {
  const { post } = receiverWith(() => {
    throw new SwitchboardError('invalid_input', 'No.')
  })
  await fc.assert(
    fc.asyncProperty(fc.webPath(), fc.uint8Array({ maxLength: 300 }), async (path, body) => {
      const { status } = await post(`http://localhost:3000/api/webhooks${path}`, { body })
      expect([400, 404]).toContain(status)
    }),
    { numRuns: 200 },
  )
})

test('while integrations are off there is nobody, and nothing is looked at or stored', async () => {
  const verify = () => {
    throw new Error('not asked')
  }
  const { post, stored } = receiverWith(verify, undefined, { isOpen: async () => false })
  expect((await post()).status).toBe(404)
  expect((await post(`http://localhost:3000/api/webhooks/${testCallPath}`)).status).toBe(404)
  expect(stored).toEqual([])
})

test('whether they are on cannot be seen: the sender comes again', async () => {
  const { post, stored } = receiverWith(undefined, undefined, { isOpen: () => Promise.reject(new Error('away')) })
  expect((await post()).status).toBe(503)
  expect(stored).toEqual([])
})

test('a call that does not prove who sent it is told to who counts them, and no other refusal is', async () => {
  const refused: string[] = []
  let code: ErrorCode = 'unauthorized'
  const verify = () => {
    throw new SwitchboardError(code, 'Refused.')
  }
  const { post } = receiverWith(verify, undefined, {
    refused: (provider, reason) => void refused.push(`${provider}: ${reason}`),
  })
  await post()
  code = 'invalid_input'
  await post()
  expect(refused).toEqual(['gmail: Refused.'])
})

test('an address whose calls were refused too often has one look-up at a time; none of its calls is refused for it', async () => {
  let [underWay, most] = [0, 0]
  let letGo: (() => void)[] = []
  const credentials = async (_: string, id: string) => {
    most = Math.max(most, ++underWay)
    if (id === 'held') await new Promise<void>((resolve) => letGo.push(resolve))
    underWay -= 1
    return id === 'unknown' ? null : { accessToken: 'token', isWorking: true }
  }
  const verify = async ({ rest, credentialOf }: WebhookCall): Promise<VerifiedCall> => {
    if (!(await credentialOf(rest[0] ?? ''))) throw new SwitchboardError('not_found', 'Nobody listens here.')
    return { kind: 'event', event }
  }
  const clock = fakeClock()
  const cipher = createTokenCipher(`test:${Buffer.alloc(32, 7).toString('base64')}`)
  const providers = fakeProviders({ webhook: { path: 'mail', verify, read: () => [] } })
  const ledger = { add: async () => ({ isNew: true }) }
  const receive = createWebhookReceiver({ providers, cipher, clock, logger: collectingLogger() }, ledger, {
    credentials,
  })
  const call = async (id: string, from: string) =>
    (await receive(new Request(`${address}/${id}`, { method: 'POST', body: '{}' }), from)).status
  /** Three at once of an address, let go only when all that may begin have begun. */
  const threeOf = async (from: string) => {
    most = 0
    const calls = Promise.all(['held', 'held', 'held'].map((id) => call(id, from)))
    let isOver = false
    void calls.finally(() => (isOver = true))
    while (!isOver) {
      await new Promise(setImmediate)
      const held = letGo
      letGo = []
      for (const go of held) go()
    }
    return { answers: await calls, most }
  }

  for (let time = 0; time < 61; time++) expect(await call('unknown', '203.0.113.9')).toBe(404)
  expect(await threeOf('203.0.113.9')).toEqual({ answers: [200, 200, 200], most: 1 })
  expect((await threeOf('198.51.100.1')).most).toBeGreaterThan(1)
  clock.advance(60_001)
  expect((await threeOf('203.0.113.9')).most).toBeGreaterThan(1)

  for (let time = 0; time < 61; time++) await call('unknown', '203.0.113.9')
  const many = Promise.all(Array.from({ length: 102 }, () => call('held', '203.0.113.9')))
  while (letGo.length === 0) await new Promise(setImmediate)
  for (let done = 0; done < 101;) {
    const held = letGo
    letGo = []
    done += held.length
    for (const go of held) go()
    await new Promise(setImmediate)
  }
  const answers = await many
  expect([
    answers.filter((status) => status === 200).length,
    answers.filter((status) => status === 503).length,
  ]).toEqual([101, 1])
})
