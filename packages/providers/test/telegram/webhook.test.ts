import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSwitchboardError } from '@switchboard/core/errors'
import { describeWebhook } from '@switchboard/testing/describe-provider'
import { telegramAt } from './telegram-world'
import { telegramWebhook } from '@switchboard/providers/telegram/webhook'

const webhook = telegramWebhook()
const secret = 'a-secret-of-more-than-thirty-two-characters'
const credential = {
  accessToken: JSON.stringify({ token: '12345:token', secret, id: 77, username: 'helper_bot' }),
  isWorking: true,
}
const update = {
  update_id: 12,
  message: {
    message_id: 5,
    date: 1_770_000_000,
    chat: { id: -42, type: 'group', title: 'Kitchen' },
    from: { id: 1, is_bot: false, first_name: 'Ada' },
    text: 'Please send it.',
  },
}

type Call = { rest?: string[]; given?: string | null; body?: unknown; found?: typeof credential | null }
const verify = ({ rest = ['c-1'], given = secret, body = update, found = credential }: Call = {}) =>
  webhook.verify({
    rest,
    headers: new Headers(given === null ? {} : { 'x-telegram-bot-api-secret-token': given }),
    body: body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    now: new Date(),
    credentialOf: async (id) => (id === 'c-1' ? found : null),
    secretsOf: () => [],
    appKeysOf: async () => null,
  })
const readBack = (body: unknown) =>
  webhook.read({ account: '77', body: Buffer.from(JSON.stringify(body)), headers: {} })

test('an update is named by its number; those of a chat stay in order', async () => {
  expect(await verify()).toMatchObject({
    kind: 'event',
    event: { account: '77', eventId: '12', orderKey: 'telegram:77:-42', headers: {} },
  })
  const edited = { update_id: 13, edited_message: { ...update.message, edit_date: 1_770_000_060 } }
  expect(await verify({ body: edited })).toMatchObject({ event: { eventId: '13', orderKey: 'telegram:77:-42' } })
  expect(readBack(edited)).toMatchObject([{ kind: 'items', accountId: '77', news: { updateId: 13 } }])
})

const from = { id: 4101, is_bot: false, first_name: 'Ada', username: 'ada_l' }
const ofChat = { ...update.message, chat: { id: 4101, type: 'private' }, from }

test('a press is its person’s, in the order of its chat', async () => {
  const press = { id: '99', from, message: { ...ofChat, text: 'May I?' }, data: 'suggestion.approve:1' }
  const pressed = { update_id: 14, callback_query: press }
  expect(await verify({ body: pressed })).toMatchObject({ event: { eventId: '14', orderKey: 'telegram:77:4101' } })
  const signal = { kind: 'pressed', accountId: '77', by: { address: '4101', name: '@ada_l' }, values: null }
  const reply = { chat: 4101, callback: '99' }
  expect(readBack(pressed)).toEqual([{ ...signal, id: 'suggestion.approve:1', reply }])
  const { data: _, ...game } = press
  expect(readBack({ update_id: 15, callback_query: game })).toEqual([])
  expect(() => readBack({ update_id: 16, callback_query: { id: 5 } })).toThrow(/form that we do not know/)
})

test('who comes by a link of ours is introduced, and no message of it', () => {
  const said = (text: string, message = ofChat) => readBack({ update_id: 17, message: { ...message, text } })
  const by = { address: '4101', name: '@ada_l' }
  const reply = { chat: 4101, callback: null }
  expect(said('/start a-B_9')).toEqual([{ kind: 'introduced', accountId: '77', by, code: 'a-B_9', reply }])
  expect(said('/start')).toMatchObject([{ kind: 'items' }])
  expect(said('/start two words')).toMatchObject([{ kind: 'items' }])
  expect(said('/start a', { ...ofChat, chat: update.message.chat })).toMatchObject([{ kind: 'items' }])
})

let sent = 12
describeWebhook('Telegram', () => ({
  provider: telegramAt('http://localhost:9'),
  send: async () => ({
    rest: ['c-1'],
    headers: { 'x-telegram-bot-api-secret-token': secret },
    body: Buffer.from(JSON.stringify({ ...update, update_id: ++sent })),
  }),
  proof: 'x-telegram-bot-api-secret-token',
  surroundings: {
    now: new Date(),
    credentialOf: async (id) => (id === 'c-1' ? credential : null),
    secretsOf: () => [],
  },
}))

describe('refused', () => {
  test.each<[string, Call, string]>([
    ['another secret', { given: `${secret}x` }, 'unauthorized'],
    ['no secret', { given: null }, 'unauthorized'],
    ['an unknown connection', { rest: ['c-2'] }, 'not_found'],
    ['a connection that ended', { found: null }, 'not_found'],
    ['no connection', { rest: [] }, 'not_found'],
    ['more than a connection', { rest: ['c-1', 'x'] }, 'not_found'],
    ['a paused connection', { found: { ...credential, isWorking: false } }, 'unavailable'],
    ['no update', { body: { hello: 1 } }, 'invalid_input'],
    ['cut off', { body: JSON.stringify(update).slice(0, -7) }, 'invalid_input'],
    ['not UTF-8', { body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]) }, 'invalid_input'],
  ])('%s', async (_, call, code) => {
    await expect(verify(call)).rejects.toMatchObject({ code })
  })

  test('nobody learns anything of a connection without its secret', async () => {
    await expect(verify({ given: 'x', body: 'rubbish' })).rejects.toMatchObject({ code: 'unauthorized' })
    await expect(verify({ given: 'x', found: { ...credential, isWorking: false } })).rejects.toMatchObject({
      code: 'unauthorized',
    })
  })
})

test('what nobody has asked for asks for nothing', () => {
  expect(readBack({ update_id: 1, my_chat_member: { chat: { id: 1 } } })).toEqual([])
  expect(() => readBack({ update_id: 1, message: { text: 'x' } })).toThrow(/form that we do not know/)
})

test('any bytes and any JSON end in an event or a refusal of ours', async () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.json().map((text) => new Uint8Array(Buffer.from(text))),
    fc
      .record({ update_id: fc.oneof(fc.integer(), fc.string(), fc.double()), message: fc.jsonValue() })
      .map((value) => new Uint8Array(Buffer.from(JSON.stringify(value)))),
  )
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      try {
        const verified = await verify({ body })
        expect(verified.kind).toBe('event')
        if (verified.kind === 'event') webhook.read({ ...verified.event })
      } catch (error) {
        expect(isSwitchboardError(error), String(error)).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test('whatever secret is sent, only the right one passes', async () => {
  const secrets = fc.string({ unit: fc.constantFrom(...'abcXYZ019_- ~'), maxLength: 80 })
  await fc.assert(
    fc.asyncProperty(secrets, async (given) => {
      if (given.trim() === secret) return
      await expect(verify({ given })).rejects.toMatchObject({ code: 'unauthorized' })
    }),
  )
})
