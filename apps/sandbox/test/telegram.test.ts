import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { startSandbox, type Sandbox } from '../src/app'

let sandbox: Sandbox
let product: Server
let productUrl: string
let deliveries: { secret: unknown; update: unknown }[] = []
let status = 200
const group = -1_001_700_000_001
const noor = 4_104

beforeAll(async () => {
  product = createServer((request, response) => {
    void text(request).then((body) => {
      deliveries.push({ secret: request.headers['x-telegram-bot-api-secret-token'], update: JSON.parse(body) })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => product.listen(0, 'localhost', resolve))
  const address = product.address()
  productUrl = `http://localhost:${typeof address === 'object' && address ? address.port : 0}/hook`
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [], dataDir: null, mailbox: null })
})
afterAll(async () => {
  await sandbox.close()
  product.close()
})
beforeEach(() => {
  deliveries = []
  status = 200
  sandbox.store.telegram().setWebhook(null)
  sandbox.store.telegram().data.pending = []
})

async function call(method: string, body: object = {}, token = sandbox.store.telegram().data.token) {
  const response = await fetch(`${sandbox.url}/bot-api/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer: unknown = await response.json()
  return { status: response.status, answer }
}
const control = (path: string, data: object) =>
  fetch(`${sandbox.url}/control/telegram${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(data),
  })
const hook = () => call('setWebhook', { url: productUrl, secret_token: 's3cret', allowed_updates: ['message'] })

test('its refusals are those of the Bot API', async () => {
  expect(await call('getMe', {}, '7000000001:no-such-token')).toEqual({
    status: 401,
    answer: { ok: false, error_code: 401, description: 'Unauthorized' },
  })
  expect(await call('getMe', {}, 'rubbish')).toMatchObject({ status: 404 })
  expect(await call('noSuchMethod')).toMatchObject({ status: 404 })
  expect(await call('setWebhook', { url: productUrl, secret_token: 'not allowed!' })).toMatchObject({ status: 400 })
  expect(await call('sendMessage', { chat_id: 1, text: 'Hello' })).toMatchObject({
    status: 400,
    answer: { description: 'Bad Request: chat not found' },
  })
  const reaction = [{ type: 'emoji', emoji: '✅' }]
  expect(await call('setMessageReaction', { chat_id: group, message_id: 101, reaction })).toMatchObject({ status: 400 })
})

test('what a person writes is sent with the secret, until it is taken', async () => {
  await hook()
  status = 500
  const written = await control('/messages', { chat: group, person: noor, text: '@ben_okafor please look' })
  expect(written.status).toBe(200)
  await vi.waitFor(() => expect(deliveries.length).toBeGreaterThan(0))
  await vi.waitFor(async () =>
    expect(await call('getWebhookInfo')).toMatchObject({
      answer: { result: { pending_update_count: 1, last_error_message: 'Wrong response from the webhook' } },
    }),
  )
  status = 200
  await vi.waitFor(() => expect(sandbox.store.telegram().data.pending).toEqual([]), { timeout: 5_000 })
  const [first, second] = deliveries
  expect(first).toEqual(second)
  expect(first).toMatchObject({
    secret: 's3cret',
    update: {
      message: {
        from: { first_name: 'Noor', is_bot: false },
        chat: { id: group, type: 'supergroup', title: 'Harbour launch' },
        entities: [{ type: 'mention', offset: 0, length: 11 }],
      },
    },
  })
})

test('what was written before somebody asks for it comes then; what is not asked for does not', async () => {
  await control('/messages', { chat: noor, person: noor, text: 'Are you there?' })
  await hook()
  await vi.waitFor(() => expect(deliveries).toMatchObject([{ update: { message: { text: 'Are you there?' } } }]))
  const message = sandbox.store.telegram().chatOf(noor)?.messages.at(-1)
  await control('/edits', { chat: noor, message: message?.message_id, text: 'Hello?' })
  expect(sandbox.store.telegram().data.pending).toEqual([])
})

test('what the bot writes is told to nobody, and a reaction is seen on the page', async () => {
  await hook()
  const { answer } = await call('sendMessage', { chat_id: group, text: 'Done' })
  expect(answer).toMatchObject({ ok: true, result: { from: { is_bot: true } } })
  expect(sandbox.store.telegram().data.pending).toEqual([])
  const reaction = [{ type: 'emoji', emoji: '👍' }]
  expect(await call('setMessageReaction', { chat_id: group, message_id: 101, reaction })).toMatchObject({ status: 200 })
  expect(await (await fetch(`${sandbox.url}/telegram/${group}`)).text()).toContain('👍')
})

test('its page shows the token, and makes another', async () => {
  const page = async () => (await fetch(`${sandbox.url}/telegram`)).text()
  const { token } = sandbox.store.telegram().data
  expect(await page()).toContain(token)
  await control('/renew-token', {})
  expect(await page()).not.toContain(token)
  expect(await call('getMe', {}, token)).toMatchObject({ status: 401 })
  expect(await call('getMe')).toMatchObject({ status: 200, answer: { result: { is_bot: true } } })
})

test('too many requests are told as Telegram tells them, with the seconds in the answer', async () => {
  sandbox.faults.add({ kind: 'too_many_requests', path: '/bot-api', retryAfter: '7' })
  expect(await call('getMe')).toMatchObject({
    status: 429,
    answer: { ok: false, error_code: 429, parameters: { retry_after: 7 } },
  })
  expect(await call('getMe')).toMatchObject({ status: 200 })
})

test('a lost answer: the reaction is given, and reading goes on', async () => {
  const { message_id: id = 0 } = sandbox.store.telegram().write(group, null, 'Please send it.') ?? {}
  sandbox.faults.add({ kind: 'lost_answer', path: '/bot-api' })
  for (const method of ['getMe', 'getWebhookInfo']) expect(await call(method)).toMatchObject({ status: 200 })
  const reaction = [{ type: 'emoji', emoji: '👍' }]
  await expect(call('setMessageReaction', { chat_id: group, message_id: id, reaction })).rejects.toThrow()
  const { messages = [] } = sandbox.store.telegram().chatOf(group) ?? {}
  expect(messages.find(({ message_id }) => message_id === id)?.reaction).toEqual(reaction)
  expect(sandbox.faults.list()).toEqual([])
})
