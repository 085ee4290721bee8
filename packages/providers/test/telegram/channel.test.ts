import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Access } from '@switchboard/core/ports/access'
import type { ChannelMessage } from '@switchboard/core/ports/message-channel'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { describeMessageChannel } from '@switchboard/testing/describe-message-channel'
import { ada, telegramAt } from './telegram-world'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [], dataDir: null, mailbox: null })
})
afterAll(() => sandbox.close())

const bot = () => sandbox.store.telegram()
const channel = () => telegramAt(sandbox.url).channel
const access = async (): Promise<Access> => ({
  connectionId: 'c-1',
  accessToken: JSON.stringify({ token: bot().data.token, secret: 's'.repeat(32), id: 1, username: 'bot' }),
  settings: {},
  signal: new AbortController().signal,
  timeoutMs: 10_000,
})
const shown = () =>
  (bot().chatOf(ada)?.messages ?? [])
    .filter(({ from }) => from === null)
    .map(({ message_id: id, text, keyboard = [], reply_to: answers }) => ({
      id: String(id),
      text,
      buttons: keyboard.flat().flatMap(({ callback_data: data }) => data ?? []),
      answers: answers === undefined ? null : String(answers),
    }))

describeMessageChannel(
  'Telegram',
  () => ({
    channel: channel(),
    access,
    address: String(ada),
    goneAddress: '999999',
    shown,
    fault: (fault) => void sandbox.faults.add({ path: '/bot-api', ...fault }),
    clearFaults: () => sandbox.faults.clear(),
    withdrawToken: () => void bot().renewToken(),
  }),
  {
    shows: 'all',
    answered: 'by_buttons',
    updates: true,
    threads: true,
    parts: 'several',
    sends: 'unless_switched_off',
    service: {
      tellsHowLong: true,
      refusesUnsent: false,
      findsSent: { lost: false, answered: false },
      unauthorized: 'unauthorized',
    },
  },
)

const note: ChannelMessage = {
  template: 'message',
  title: 'A note',
  body: 'Words.',
  actions: [],
  link: { label: 'Open', url: 'http://localhost:3000/feed' },
  outcome: null,
  unsubscribeUrl: null,
}
const send = async (message: ChannelMessage, address = String(ada)) =>
  channel().send(await access(), { address, message, key: 'k', thread: null })

test('somebody who has blocked the bot is gone', async () => {
  bot().block(ada, true)
  await expect(send(note)).rejects.toMatchObject({ code: 'gone' })
  bot().block(ada, false)
  await send(note)
})

test('a link into one’s own network is written out, any other is a button', async () => {
  await send(note)
  expect(shown().at(-1)?.text).toContain('http://localhost:3000/feed')
  await send({ ...note, link: { label: 'Open', url: 'https://switchboard.example/feed' } })
  const last = bot().chatOf(ada)?.messages.at(-1)
  expect(last?.keyboard).toEqual([[{ text: 'Open', url: 'https://switchboard.example/feed' }]])
  expect(last?.text).not.toContain('switchboard.example')
})

test('whoever has pressed is told what came of it: short where they pressed, long in the chat', async () => {
  const place = { actions: [{ id: 'a.b:1', label: 'Yes', style: 'plain' as const, url: 'https://a.example' }] }
  await send({ ...note, ...place })
  const message = bot().chatOf(ada)?.messages.at(-1)
  const person = { id: ada, is_bot: false, first_name: 'Ada' }
  const press = () => bot().press(ada, message?.message_id ?? 0, person, 'a.b:1')
  const first = press()
  await channel().answer?.(await access(), { chat: ada, callback: first?.id ?? '' }, 'Done.')
  expect(first?.answer).toBe('Done.')
  const second = press()
  await channel().answer?.(await access(), { chat: ada, callback: second?.id ?? '' }, 'Long. '.repeat(60))
  expect(second?.answer).toBe('')
  expect(shown().at(-1)?.text).toContain('Long. Long.')
  await channel().answer?.(await access(), { chat: ada, callback: null }, 'You are linked.')
  expect(shown().at(-1)?.text).toBe('You are linked.')
})

test('whoever is to answer in words is asked for them by a message that their next words stand below', async () => {
  const field = { kind: 'text' as const, name: 'answer', label: 'Which venue?', value: '', optional: false }
  const form = { id: 'feedback.write:1', title: 'Your answer', submit: 'Answer', fields: [field] }
  const keys = await channel().askWords?.(await access(), { chat: ada, callback: null }, form)
  expect(shown().at(-1)?.text).toContain('Which venue?')
  expect(keys).toEqual([`${ada}:${bot().chatOf(ada)?.messages.at(-1)?.message_id}`])
})

test('a service that cannot be reached has taken nothing', async () => {
  const away = telegramAt('http://localhost:2').channel
  await expect(
    away.send(await access(), { address: String(ada), message: note, key: 'k', thread: null }),
  ).rejects.toMatchObject({ code: 'unavailable', facts: { sent: 'no' } })
})

test('people are led to the bot with a code', () => {
  expect(channel().introductionUrl?.('@helper_bot', 'a-b_c')).toBe('https://t.me/helper_bot?start=a-b_c')
})

test('a chat takes a message a second, a group twenty a minute', () => {
  const { chatAllowance } = channel()
  expect(chatAllowance?.(String(ada))).toEqual({ perMinute: 60, burst: 1 })
  expect(chatAllowance?.('-1001700000001')).toEqual({ perMinute: 20, burst: 1 })
})
