import { describe, expect, test } from 'vitest'
import { presentMessage } from '@switchboard/providers/telegram/present-message'
import { newsSchema, telegramSettingsSchema } from '@switchboard/providers/telegram/schema'

const bot = { token: '', secret: '', id: 77, username: 'helper_bot' }
const ada = { id: 1, is_bot: false, first_name: 'Ada', last_name: 'Lindqvist', username: 'Ada_L' }
const group = { id: -1001234567890, type: 'supergroup', title: 'Harbour launch' }
const mention = (text: string, name: string) => ({ type: 'mention', offset: text.indexOf(name), length: name.length })

function present(message: object, settings: object = {}) {
  const news = newsSchema.parse({
    updateId: 9,
    message: { message_id: 5, date: 1_770_000_000, chat: group, from: ada, text: 'Please send it.', ...message },
  })
  return presentMessage(bot, telegramSettingsSchema.parse(settings), news)
}

test('a message in a group', () => {
  expect(present({})).toEqual({
    kind: 'message',
    externalId: '-1001234567890:5',
    threadId: null,
    title: 'Harbour launch',
    sender: { name: 'Ada Lindqvist', address: null },
    receivedAt: '2026-02-02T02:40:00.000Z',
    url: 'https://t.me/c/1234567890/5',
    text: 'Please send it.',
    revision: '0000001770000000.0000000000000009',
    channelName: 'Harbour launch',
    direct: false,
    mentionsOwner: false,
    addressees: [],
  })
})

test('a private message is its author’s own', () => {
  const item = present({ chat: { ...ada, type: 'private' } }, { people: ['@ada_l=ada@northwind.example'] })
  expect(item).toMatchObject({
    title: 'Private message',
    direct: true,
    url: null,
    sender: { address: 'ada@northwind.example' },
    addressees: [{ name: 'Ada Lindqvist', address: 'ada@northwind.example' }],
  })
})

test('those who are mentioned are asked, and known by the settings; emoji before them shift nothing', () => {
  const text = '🏟🏟 @ben_o and Clara, please send it. @Helper_Bot'
  const clara = { id: 8, is_bot: false, first_name: 'Clara' }
  const entities = [
    mention(text, '@ben_o'),
    { ...mention(text, 'Clara'), type: 'text_mention', user: clara },
    mention(text, '@Helper_Bot'),
  ]
  expect(present({ text, entities }, { people: ['ben_o = ben@northwind.example'] })).toMatchObject({
    mentionsOwner: true,
    addressees: [
      { name: '@ben_o', address: 'ben@northwind.example' },
      { name: 'Clara', address: null },
    ],
  })
})

describe('threads', () => {
  test.each([
    [{ reply_to_message: { message_id: 3 } }, '-1001234567890:3'],
    [{ message_thread_id: 2, reply_to_message: { message_id: 3 } }, '-1001234567890:2'],
    [{ message_thread_id: 2, is_topic_message: true, reply_to_message: { message_id: 3 } }, '-1001234567890:3'],
    [{ message_thread_id: 2, is_topic_message: true, reply_to_message: { message_id: 2 } }, null],
  ])('%j', (message, threadId) => expect(present(message)).toMatchObject({ threadId }))
})

describe('not an item', () => {
  test.each([
    ['of a bot', { from: { ...ada, is_bot: true } }],
    ['about the chat', { text: undefined, new_chat_members: [ada] }],
    ['a command', { text: '/start', entities: [{ type: 'bot_command', offset: 0, length: 6 }] }],
    ['forwarded by Telegram', { is_automatic_forward: true }],
    ['of nobody', { from: undefined }],
  ])('%s', (_, message) => expect(present(message)).toBeNull())
})

test('an admin who writes in the group’s name, a caption, a file', () => {
  const anonymous = { from: { id: 1087968824, is_bot: true, first_name: 'Group' }, sender_chat: group }
  expect(present(anonymous)).toMatchObject({ sender: { name: 'Harbour launch' } })
  expect(present({ text: undefined, caption: 'Please check', document: { file_name: 'plan.pdf' } })).toMatchObject({
    text: 'Please check\n[plan.pdf]',
  })
})

describe('settings', () => {
  const direct = { chat: { ...ada, type: 'private' } }
  const mentions = { text: '@ben please', entities: [mention('@ben please', '@ben')] }
  test.each([
    ['another group', {}, { chats: ['Kitchen'] }, false],
    ['this group', {}, { chats: ['harbour LAUNCH'] }, true],
    ['groups alone', direct, { chats: ['Kitchen'] }, true],
    ['no private chats', direct, { directMessages: false }, false],
    ['mentions only', {}, { mentionsOnly: true }, false],
    ['a mention', mentions, { mentionsOnly: true }, true],
    [
      'an answer to the bot',
      { reply_to_message: { message_id: 1, from: { ...ada, id: 77 } } },
      { mentionsOnly: true },
      true,
    ],
  ])('%s', (_, message, settings, isItem) => expect(present(message, settings) !== null).toBe(isItem))

  test.each([['ada'], ['@ada=nobody'], ['=ada@example.com'], ['@a b=ada@example.com']])('%s is nobody', (person) => {
    expect(telegramSettingsSchema.safeParse({ people: [person] }).error?.issues[0]?.message).toMatch(/^Who is who: /)
  })
})
