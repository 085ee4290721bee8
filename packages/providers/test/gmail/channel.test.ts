import type { Access } from '@switchboard/core/ports/access'
import type { MessageChannel } from '@switchboard/core/ports/message-channel'
import { systemClock } from '@switchboard/core/system-clock'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { describeMessageChannel } from '@switchboard/testing/describe-message-channel'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { googleOf } from '../google/google-person'
import { messageWith } from '../mail/sample-messages'
import { mailTraits, shownMail } from '../mail/shown-mails'
import { email, providerAt, readScope, redirectUri } from './gmail-world'

const sendScope = 'https://www.googleapis.com/auth/gmail.send'
const modifyScope = 'https://www.googleapis.com/auth/gmail.modify'
const sendPath = '/gmail/v1/users/me/messages/send'

let sandbox: Sandbox
let channel: MessageChannel
let accessToken: string
/** Of the contract, which has it withdrawn. */
let own = ''
const settings = () => providerAt(sandbox.url, systemClock).settings.parse({ sendMessages: true })
const accessWith = (token: string): Access => ({
  connectionId: 'connection-1',
  accessToken: token,
  settings: settings(),
  signal: new AbortController().signal,
  timeoutMs: 5_000,
})
const access = () => accessWith(accessToken)
const tokenFor = (scope: string) => googleOf(sandbox, redirectUri).tokenFor(`openid email ${scope}`)

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null })
  const made = providerAt(sandbox.url, systemClock).channel
  if (!made) throw new Error('Gmail sends.')
  channel = made
  accessToken = await tokenFor(`${readScope} ${sendScope}`)
})
afterAll(() => sandbox.close())
afterEach(() => sandbox.faults.clear())

/** Google names the quota that all calls of an account share. */
const quotaBody = JSON.stringify({
  error: {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'RATE_LIMIT_EXCEEDED',
        domain: 'googleapis.com',
        metadata: { service: 'gmail.googleapis.com', quota_metric: 'gmail.googleapis.com/default_requests' },
      },
    ],
  },
})
let count = 0
const request = (parts: object = {}) => ({
  address: email,
  message: messageWith(),
  key: `key-${++count}`,
  thread: null,
  ...parts,
})
const placeSchema = z.object({ id: z.string(), threadId: z.string(), messageId: z.string() })
const mails = () => sandbox.store.mailbox(email).data.messages
const rawOf = (id: string) =>
  Buffer.from(sandbox.store.mailbox(email).find(id)?.raw ?? '', 'base64url').toString('utf8')

describeMessageChannel(
  'Gmail',
  () => ({
    channel,
    access: async () => accessWith((own = await tokenFor(`${readScope} ${sendScope}`))),
    grantedScopes: [sendScope],
    address: email,
    goneAddress: 'nobody',
    shown: () =>
      Promise.all(
        mails()
          .filter(({ labels }) => labels.includes('SENT'))
          .map(({ id }) => shownMail(rawOf(id))),
      ),
    fault: (fault) => void sandbox.faults.add({ path: sendPath, ...fault }),
    clearFaults: () => sandbox.faults.clear(),
    withdrawToken: () => {
      const token = sandbox.store.data.access[own]
      if (token) token.expiresAt = 0
    },
  }),
  {
    ...mailTraits,
    sends: 'once_switched_on',
    service: {
      tellsHowLong: true,
      refusesUnsent: false,
      findsSent: { lost: true, answered: true },
      unauthorized: 'unauthorized',
    },
  },
)

describe('sending by Gmail', () => {
  test('the mail comes from the account itself, and waits there unread', async () => {
    const { id, messageId } = placeSchema.parse(await channel.send(access(), request({ key: 'first' })))
    expect(messageId).toBe('<first@localhost>')
    expect(mails().find((mail) => mail.id === id)?.labels).toEqual(['SENT', 'INBOX', 'UNREAD'])
    expect(rawOf(id)).toContain(`From: Switchboard <${email}>`)
  })

  test('a later one joins its thread, and one whose thread was deleted begins another', async () => {
    const thread = await channel.send(access(), request())
    const first = placeSchema.parse(thread)
    const second = placeSchema.parse(
      await channel.send(access(), request({ thread, message: messageWith({ title: 'Again' }) })),
    )
    expect(second.threadId).toBe(first.threadId)
    expect(rawOf(second.id)).toMatch(/^Subject: Re: Gmail needs you/m)
    sandbox.store.mailbox(email).remove(first.id)
    const third = placeSchema.parse(await channel.send(access(), request({ thread })))
    expect(third.threadId).not.toBe(first.threadId)
  })

  test('what it has sent is nothing to be done: the sync passes it over', async () => {
    const provider = providerAt(sandbox.url, systemClock)
    const before = await provider.source?.fetchChanges(access(), { cursor: null, limit: 500, since: null })
    const { id } = placeSchema.parse(await channel.send(access(), request()))
    for (const cursor of [null, before?.cursor ?? null]) {
      const batch = await provider.source?.fetchChanges(access(), { cursor, limit: 500, since: null })
      expect(batch?.items.map(({ externalId }) => externalId)).not.toContain(id)
      expect(batch?.unreadable.map(({ externalId }) => externalId)).not.toContain(id)
      expect(batch?.over).toEqual([])
    }
  })
})

describe('an answer that was lost', () => {
  const findSent = async (since: Date, ...keys: string[]) =>
    channel.findSent?.(access(), { address: email, keys, since, thread: null })

  test('the mail is found by its Message-ID, and is not there when it never arrived', async () => {
    const since = new Date()
    sandbox.faults.add({ path: sendPath, kind: 'lost_answer' })
    const lost = request()
    const error = await channel.send(access(), lost).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unavailable', facts: {} })
    const found = await findSent(since, lost.key, 'never')
    const messageId = `<${lost.key}@localhost>`
    expect(found?.get(lost.key)).toMatchObject({ place: { messageId, subject: 'Gmail needs you', references: [] } })
    expect(found?.get('never')).toBe('never_sent')
    // By Google's search, which asks for no time.
    const later = new Date(Date.now() + 3_600_000)
    expect((await findSent(later, lost.key))?.get(lost.key)).toEqual(found?.get(lost.key))
  })

  test('it is found among the sent ones while the search does not know of it, also under a Message-ID of Google’s', async () => {
    const since = new Date()
    const { key } = request()
    const raw = `From: ${email}\r\nTo: ${email}\r\nMessage-ID: <CA1@mail.gmail.com>\r\nX-Google-Original-Message-ID: <${key}@localhost>\r\nSubject: Re: News\r\nReferences: <a@b> <c@d>\r\n\r\nHello`
    await sandbox.store.mailbox(email).add(Buffer.from(raw), { labels: ['SENT'], receivedAt: new Date() })
    const place = { messageId: '<CA1@mail.gmail.com>', subject: 'News', references: ['<a@b>', '<c@d>'] }
    const found = await findSent(since, 'never', key)
    expect(found?.get(key)).toMatchObject({ place })
    expect(found?.get('never')).toBe('never_sent')
  })

  test('one that was sent long before is not taken for it', async () => {
    const { key } = request()
    const raw = `From: ${email}\r\nX-Google-Original-Message-ID: <${key}@localhost>\r\n\r\nHello`
    const receivedAt = new Date(Date.now() - 600_000)
    await sandbox.store.mailbox(email).add(Buffer.from(raw), { labels: ['SENT'], receivedAt })
    expect((await findSent(new Date(), key))?.get(key)).toBe('never_sent')
  })
})

describe('faults', () => {
  test.each([
    [
      'a pause',
      { kind: 'too_many_requests', retryAfter: '7' },
      { code: 'rate_limited', retryAfterMs: 7_000, facts: {} },
    ],
    [
      'a pause of the whole account',
      { status: 429, retryAfter: '7', body: quotaBody },
      { code: 'rate_limited', retryAfterMs: 7_000, facts: { pause: 'account' } },
    ],
    ['a refusal', { status: 400 }, { code: 'invalid_response', facts: { sent: 'no' } }],
    ['an error of the server', { kind: 'unavailable' }, { code: 'unavailable', facts: {} }],
    ['a token that has expired', { kind: 'expired_token' }, { code: 'unauthorized' }],
    ['an answer in another form', { status: 200, body: '{}' }, { code: 'invalid_response', facts: {} }],
  ] as const)('%s', async (_, fault, expected) => {
    sandbox.faults.add({ path: sendPath, ...fault })
    await expect(channel.send(access(), request())).rejects.toMatchObject(expected)
    accessToken = await tokenFor(`${readScope} ${sendScope}`)
  })

  test('Google away before anything was handed over: it has not arrived', async () => {
    const away = providerAt('http://localhost:1', systemClock).channel
    const error = await away?.send(access(), request()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unavailable', retryable: true, facts: { sent: 'no' } })
  })

  test('without the scope nothing is sent, and reading goes on', async () => {
    const reader = accessWith(await tokenFor(readScope))
    await expect(channel.send(reader, request())).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('Grant access'),
    })
  })

  test('its words are of messages, and not of a sync', async () => {
    sandbox.faults.add({ path: sendPath, kind: 'unavailable' })
    await expect(channel.send(access(), request())).rejects.toThrow(/^(?!.*sync)/i)
  })
})

describe('whether it may send', () => {
  const on = () => settings()
  const off = () => providerAt(sandbox.url, systemClock).settings.parse({})

  test.each([
    ['not until somebody switches it on', off, [modifyScope], null],
    ['not until Google has granted it', on, [readScope], null],
    ['with the scope for sending', on, [readScope, sendScope], { perMinute: 60, burst: 10 }],
    ['with the one for changing mail, which includes it', on, [modifyScope], { perMinute: 60, burst: 10 }],
  ])('%s', (_, given, scopes, expected) => expect(channel.allowance(given(), scopes)).toEqual(expected))

  test('sending is asked for only when it is switched on, and each purpose is told', () => {
    const scopesOf = (values: object) => {
      const { oauth, settings: schema } = providerAt(sandbox.url, systemClock)
      return oauth?.scopes(schema.parse({ markAsRead: 'never', archive: 'never', ...values }))
    }
    expect(scopesOf({})).toHaveLength(1)
    expect(scopesOf({ sendMessages: true })).toMatchObject([
      { required: true },
      { anyOf: [sendScope, modifyScope], required: false, purpose: expect.stringContaining('send') },
    ])
  })
})

test('its health is whether Google answers', async () => {
  await channel.checkHealth(access())
  sandbox.faults.add({ path: '/gmail', kind: 'unavailable' })
  await expect(channel.checkHealth(access())).rejects.toMatchObject({ code: 'unavailable' })
})
