import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { InboundSignal } from '@switchboard/core/ports/webhook'
import { markdownOf } from '@switchboard/providers/slack/markdown-of'
import { readSignals } from '@switchboard/providers/slack/read-signals'

const bot = 'UBOT'
const ts = '1770000000.000100'
const root = '1769999999.000100'

const read = (event: object): InboundSignal[] =>
  readSignals({
    account: 'default:T1',
    headers: {},
    body: Buffer.from(JSON.stringify({ authorizations: [{ user_id: bot, is_bot: true }], event })),
  })
const saidIn = (event: object) => read(event).find((signal) => signal.kind === 'said')
const kinds = (event: object) => read(event).map(({ kind }) => kind)

const message = { type: 'message', channel: 'C1', channel_type: 'channel', user: 'U1', text: 'Hello', ts }
const direct = { ...message, channel: 'D1', channel_type: 'im' }

describe('what is said to the app', () => {
  test('a direct message is, and is answered below it, to its person', () => {
    expect(saidIn(direct)).toEqual({
      kind: 'said',
      accountId: 'default:T1',
      by: { address: 'U1', name: 'U1' },
      reply: { channel: 'D1', user: 'U1' },
      said: {
        key: `D1:${ts}`,
        text: 'Hello',
        at: new Date('2026-02-02T02:40:00.000Z'),
        isDirect: true,
        isToUs: true,
        address: 'U1',
        thread: { channel: 'D1', parts: [ts], thread: null },
        threadKeys: [],
        attachments: [],
      },
    })
  })

  test('a mention is, told of as a message or as a mention, in the thread where it stands', () => {
    const mention = { ...message, text: `<@${bot}> what is due?`, thread_ts: root }
    const said = { text: 'what is due?', isToUs: true, isDirect: false, address: 'C1', threadKeys: [`C1:${root}`] }
    for (const type of ['message', 'app_mention']) expect(saidIn({ ...mention, type })).toMatchObject({ said })
  })

  test.each<[string, object, boolean]>([
    ['below a message of the app', { thread_ts: root, parent_user_id: bot }, true],
    ['below one of somebody else', { thread_ts: root, parent_user_id: 'U2' }, false],
  ])('a reply %s', (_, fields, isToUs) => {
    expect(saidIn({ ...message, ...fields })).toMatchObject({ said: { isToUs, threadKeys: [`C1:${root}`] } })
  })

  test('a file without words is said by its name, and noted', () => {
    const files = [{ name: 'plan.pdf', mimetype: 'application/pdf', size: 12 }, { name: null }]
    expect(saidIn({ ...direct, subtype: 'file_share', text: '', files })).toMatchObject({
      said: {
        text: '[plan.pdf]\n[file]',
        attachments: [
          { name: 'plan.pdf', type: 'application/pdf', bytes: 12 },
          { name: 'file', type: 'application/octet-stream', bytes: null },
        ],
      },
    })
  })
})

test.each<[string, object]>([
  ['a message in a channel', {}],
  ['one of a bot', { channel_type: 'im', bot_id: 'B1' }],
  ['one of a bot by its kind', { channel_type: 'im', subtype: 'bot_message' }],
  ['one of our own', { channel_type: 'im', user: bot }],
  ['one without words', { channel_type: 'im', text: '' }],
  ['a mention alone', { text: `<@${bot}>` }],
])('%s is not said to it', (_, fields) => {
  expect(kinds({ ...message, ...fields })).not.toContain('said')
})

test('an edit and a deletion of a direct message say nothing', () => {
  const about = { type: 'message', channel: 'D1', channel_type: 'im', ts }
  const changed = { ...about, subtype: 'message_changed', message: { ...direct, edited: { user: 'U1', ts } } }
  expect(kinds(changed)).toEqual(['items'])
  expect(kinds({ ...about, subtype: 'message_deleted', deleted_ts: ts })).toEqual(['items'])
})

test.each([
  [`<@${bot}> hi`, 'hi'],
  [`<@${bot}|switchboard>  hi <@U2|tom>`, 'hi @U2'],
  [
    'See <https://a.example/b|the plan> &amp; <https://a.example/c>',
    'See [the plan](https://a.example/b) & https://a.example/c',
  ],
  ['<#C1|general>: *now*', '#general: *now*'],
])('%s is written as %s', (text, markdown) => {
  expect(markdownOf(text, [bot])).toBe(markdown)
})

const data = path.resolve(import.meta.dirname, '../../../../../shared/data/slack/events')

describe.runIf(existsSync(data))('the shapes of Slack’s own samples', () => {
  test.each<[string, object, boolean]>([
    ['AppMention', { text: `<@${bot}> hi`, subtype: undefined, bot_id: undefined, edited: undefined }, true],
    ['Message', { channel_type: 'im', bot_id: undefined, edited: undefined }, true],
    [
      'MessageFileShare',
      { channel_type: 'im', files: [{ name: 'a.pdf', mimetype: 'application/pdf', size: 1 }] },
      true,
    ],
    ['MessageThreadBroadcast', {}, true],
    ['MessageBot', { channel_type: 'im' }, false],
    ['MessageChanged', { message: { ...direct, edited: { user: 'U1', ts } }, channel_type: 'im' }, false],
  ])('%s', (name, fields, isSaid) => {
    const sample: { event: object } = JSON.parse(readFileSync(path.join(data, `${name}Payload.json`), 'utf8'))
    const filled = { channel: 'D1', user: 'U1', text: 'Hello', ts, thread_ts: root, event_ts: ts }
    expect(kinds({ ...sample.event, ...filled, ...fields }).includes('said')).toBe(isSaid)
  })
})
