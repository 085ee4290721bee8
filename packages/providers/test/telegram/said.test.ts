import { expect, test } from 'vitest'
import type { InboundSignal } from '@switchboard/core/ports/webhook'
import { telegramWebhook } from '@switchboard/providers/telegram/webhook'

const { read } = telegramWebhook()
const from = { id: 4101, is_bot: false, first_name: 'Ada', username: 'ada_l' }
const bot = { id: 77, is_bot: true, first_name: 'Helper', username: 'helper_bot' }
const direct = { message_id: 5, date: 1_770_000_000, chat: { id: 4101, type: 'private' }, from, text: 'Hello' }
const inGroup = { ...direct, chat: { id: -42, type: 'group', title: 'Kitchen' } }

const readOf = (update: object, headers: object = { bot: 'helper_bot' }): InboundSignal[] =>
  read({ account: '77', headers, body: Buffer.from(JSON.stringify({ update_id: 12, ...update })) })
const saidIn = (message: object, headers?: object) =>
  readOf({ message }, headers).find((signal) => signal.kind === 'said')

test('a message to the bot is said to it, and answered below', () => {
  expect(saidIn(direct)).toEqual({
    kind: 'said',
    accountId: '77',
    by: { address: '4101', name: '@ada_l' },
    reply: { chat: 4101, callback: null },
    said: {
      key: '4101:5',
      text: 'Hello',
      at: new Date('2026-02-02T02:40:00.000Z'),
      isDirect: true,
      isToUs: true,
      address: '4101',
      thread: { chat: 4101, parts: [5] },
      threadKeys: [],
      attachments: [],
    },
  })
})

test('one that answers the bot goes on in its thread', () => {
  const answer = { ...direct, reply_to_message: { message_id: 3, from: bot } }
  expect(saidIn(answer)).toMatchObject({ said: { threadKeys: ['4101:3'] } })
  expect(saidIn({ ...answer, chat: inGroup.chat })).toMatchObject({ said: { isDirect: false, threadKeys: ['-42:3'] } })
})

test('in a group a mention is, by the name that the event was verified for, and is answered privately where nobody else should see it', () => {
  const mention = {
    ...inGroup,
    text: '@Helper_bot what is due?',
    entities: [{ type: 'mention', offset: 0, length: 11 }],
  }
  const said = { text: 'what is due?', address: '-42', thread: { chat: -42, parts: [5] } }
  expect(saidIn(mention)).toMatchObject({ said, reply: { chat: 4101 } })
  expect(saidIn(mention, {})).toBeUndefined()
  const linked = [{ type: 'text_mention', offset: 0, length: 6, user: bot }]
  expect(saidIn({ ...inGroup, text: 'Helper what is due?', entities: linked }, {})).toMatchObject({ kind: 'said' })
})

test.each<[string, object]>([
  ['a message in a group', inGroup],
  ['an answer to somebody else there', { ...inGroup, reply_to_message: { message_id: 3, from } }],
  ['one of a bot', { ...direct, from: bot }],
  ['one in the name of a chat', { ...inGroup, sender_chat: { id: -42, type: 'group' }, text: '@helper_bot hi' }],
  ['one without words', { ...direct, text: undefined, sticker: {} }],
  ['the beginning of a chat', { ...direct, text: '/start' }],
  ['a code of ours', { ...direct, text: '/start a-B_9' }],
])('%s is not said to it', (_, message) => {
  expect(saidIn(message)).toBeUndefined()
})

test('a file without words is said by its name, and noted; a command is said as it is', () => {
  const document = { file_name: 'plan.pdf', mime_type: 'application/pdf', file_size: 12 }
  expect(saidIn({ ...direct, text: undefined, document })).toMatchObject({
    said: { text: '[plan.pdf]', attachments: [{ name: 'plan.pdf', type: 'application/pdf', bytes: 12 }] },
  })
  expect(saidIn({ ...direct, text: '/tasks' })).toMatchObject({ said: { text: '/tasks' } })
})

test.each<[string, object]>([
  ['photo', { photo: [{ file_size: 90 }, { file_size: 12 }] }],
  ['voice message', { voice: { mime_type: 'audio/ogg', file_size: 12 } }],
  ['video', { video: { file_size: 12 } }],
])('a %s without words is said by what it is, so that it is answered', (name, file) => {
  const said = { text: `[${name}]`, attachments: [{ name, bytes: 12 }] }
  expect(saidIn({ ...direct, text: undefined, ...file })).toMatchObject({ said })
})

test('an edit says nothing', () => {
  expect(readOf({ edited_message: { ...direct, edit_date: 1_770_000_060 } }).map(({ kind }) => kind)).toEqual(['items'])
})
