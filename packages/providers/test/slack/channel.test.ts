import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Access } from '@switchboard/core/ports/access'
import type { ChannelMessage, MessageChannel } from '@switchboard/core/ports/message-channel'
import { slackScopes } from '@switchboard/providers/slack/oauth'
import { isAnswerAddress } from '@switchboard/providers/slack/reply'
import { type Sandbox, slackButtonsOf, slackWordsOf, startSandbox } from '@switchboard/sandbox/app'
import { describeMessageChannel } from '@switchboard/testing/describe-message-channel'
import { northwind, redirectUri, slackAt } from './slack-world'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null })
})
afterAll(() => sandbox.close())

const mira = 'U0MIRA'
const bot = 'U0SWITCHBD'
const workspace = () => sandbox.slack.workspace(northwind)
const channelOf = (): MessageChannel => {
  const { channel } = slackAt(sandbox.url)
  if (!channel) throw new Error('Slack sends nothing.')
  return channel
}

async function access(): Promise<Access> {
  const provider = slackAt(sandbox.url)
  const scopes = slackScopes({}).map(({ anyOf }) => anyOf[0])
  const address = await provider.oauth?.authorizeUrl({ redirectUri, state: 's', codeChallenge: '', scopes })
  const request = JSON.stringify(Object.fromEntries(address?.searchParams ?? []))
  const body = new URLSearchParams({ request, workspace: northwind, decision: 'allow' })
  const answer = await fetch(`${sandbox.url}/slack/oauth/v2/consent`, { method: 'POST', body, redirect: 'manual' })
  const given = await provider.oauth?.exchange({
    callbackUrl: new URL(answer.headers.get('location') ?? ''),
    redirectUri,
    state: 's',
    codeVerifier: '',
    signal: AbortSignal.timeout(10_000),
  })
  return {
    connectionId: `c-${Math.random()}`,
    accessToken: given?.tokens.accessToken ?? '',
    settings: provider.settings.parse({}),
    signal: new AbortController().signal,
    timeoutMs: 10_000,
  }
}

describeMessageChannel(
  'Slack',
  () => ({
    channel: channelOf(),
    access,
    address: mira,
    goneAddress: 'U0NOBODY',
    shown: () =>
      workspace()
        .directWith(mira)
        .posts.filter(({ user }) => user === bot)
        .map((post) => ({
          id: post.ts,
          text: slackWordsOf(post),
          buttons: slackButtonsOf(post).flatMap(({ id, url }) => (url ? [] : [id])),
          answers: post.thread_ts ?? null,
        })),
    fault: (fault) => void sandbox.faults.add({ path: '/slack/api/chat.postMessage', ...fault }),
    clearFaults: () => sandbox.faults.clear(),
    withdrawToken: () => sandbox.slack.end(northwind, 'revoke'),
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
      findsSent: { lost: true, answered: true },
      unauthorized: 'grant_revoked',
    },
  },
)

const note: ChannelMessage = {
  template: 'message',
  title: 'A note <!channel>',
  body: 'Words.',
  actions: [],
  link: null,
  outcome: null,
  unsubscribeUrl: null,
}
const send = async (given: Access, address: string, message = note, key = 'k') =>
  channelOf().send(given, { address, message, key, thread: null })

describe('Slack’s own', () => {
  test('each part carries the key of its attempt, and previews of links are off', async () => {
    await send(await access(), mira, { ...note, body: 'Words and more words.\n\n'.repeat(1_500) }, 'attempt-1')
    const posts = workspace()
      .directWith(mira)
      .posts.filter(({ metadata }) => JSON.stringify(metadata)?.includes('attempt-1'))
    expect(posts.length).toBeGreaterThan(1)
    expect(posts.map(({ metadata }) => metadata)).toEqual(
      posts.map((_, part) => ({ event_type: 'switchboard_delivery', event_payload: { delivery: 'attempt-1', part } })),
    )
  })

  test('a notification mentions nobody', async () => {
    await send(await access(), mira)
    expect(workspace().directWith(mira).posts.at(-1)?.text).toBe('A note &lt;!channel&gt;')
  })

  test('a channel is written to by its id, one in which the app is not is gone', async () => {
    const given = await access()
    await send(given, 'C0GENERAL')
    expect(slackWordsOf(workspace().room('C0GENERAL').posts.at(-1) ?? { text: '' })).toContain('A note')
    await expect(send(given, 'C0RANDOM')).rejects.toMatchObject({ code: 'gone' })
    await expect(send(given, bot)).rejects.toMatchObject({ code: 'gone' })
  })

  test('a conversation is opened once for each person', async () => {
    const [given, channel] = [await access(), channelOf()]
    const request = { address: mira, message: note, thread: null }
    await channel.send(given, { ...request, key: '1' })
    sandbox.faults.add({ kind: 'unavailable', path: '/slack/api/conversations.open' })
    await channel.send(given, { ...request, key: '2' })
    expect(sandbox.faults.list()).toHaveLength(1)
    sandbox.faults.clear()
  })

  test('where no more conversations are opened, only those wait whose is not open yet', async () => {
    sandbox.faults.add({ kind: 'too_many_requests', path: '/slack/api/conversations.open', retryAfter: '7' })
    const error = await send(await access(), mira).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unavailable', retryable: true, facts: { sent: 'no', concerns: 'address' } })
    expect(error).not.toHaveProperty('retryAfterMs', 7_000)
    await expect(send(await access(), 'C0GENERAL')).resolves.toMatchObject({ channel: 'C0GENERAL' })
  })

  test('what fails before anything is posted has surely not arrived', async () => {
    sandbox.faults.add({ kind: 'unavailable', path: '/slack/api/conversations.open' })
    await expect(send(await access(), mira)).rejects.toMatchObject({ code: 'unavailable', facts: { sent: 'no' } })
    await expect(
      slackAt('http://localhost:2').channel?.send(await access(), {
        address: 'D1',
        message: note,
        key: 'k',
        thread: null,
      }),
    ).rejects.toMatchObject({ code: 'unavailable', facts: { sent: 'no' } })
  })

  test('a later part that does not get through leaves the message sent: again it would be there twice', async () => {
    const given = await access()
    const channel = channelOf()
    // The first call goes through, the second does not.
    sandbox.faults.add({ kind: 'answer', path: '/slack/api/chat.postMessage', delayMs: 1 })
    sandbox.faults.add({ kind: 'unavailable', path: '/slack/api/chat.postMessage' })
    const message = { ...note, body: 'Words and more words.\n\n'.repeat(1_500) }
    const place = await channel.send(given, { address: mira, message, key: 'cut', thread: null })
    expect(place).toMatchObject({ parts: [expect.any(String)] })
    expect(sandbox.faults.list()).toEqual([])
  })

  test('messages whose answers were lost are looked up together, by one call', async () => {
    const [given, channel] = [await access(), channelOf()]
    const since = new Date()
    const keys = ['together-1', 'together-2', 'together-3']
    for (const key of keys) await send(given, mira, note, key)
    sandbox.faults.add({ kind: 'answer', path: '/slack/api/conversations.history', delayMs: 1 })
    sandbox.faults.add({ kind: 'unavailable', path: '/slack/api/conversations.history' })
    const found = await channel.findSent?.(given, { address: mira, keys: [...keys, 'never'], since, thread: null })
    expect(keys.map((key) => typeof found?.get(key))).toEqual(['object', 'object', 'object'])
    expect(found?.get('never')).toBe('never_sent')
    expect(sandbox.faults.list()).toHaveLength(1)
    sandbox.faults.clear()
  })

  test('one conversation takes a message a second', () => {
    expect(channelOf().chatAllowance?.(mira)).toEqual({ perMinute: 60, burst: 1 })
  })

  test('is counted by its method where its tier is known, and keeps the pause that Slack asks for there', async () => {
    const seen: unknown[] = []
    const calls = {
      take: async (...call: unknown[]) => void seen.push(['take', ...call]),
      rest: async (...call: unknown[]) => void seen.push(['rest', ...call]),
    }
    const [given, { findPerson, checkHealth }] = [{ ...(await access()), calls }, channelOf()]
    await checkHealth(given)
    expect(seen).toEqual([])
    sandbox.faults.add({ kind: 'too_many_requests', path: '/slack/api/users.lookupByEmail', retryAfter: '7' })
    const asked = findPerson?.(given, 'mira@northwind.example')
    await expect(asked).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 7_000 })
    expect(seen).toEqual([
      ['take', 'users.lookupByEmail', 50],
      ['rest', 'users.lookupByEmail', 7_000],
    ])
  })

  test('a person is found by their mail address', async () => {
    const [given, { findPerson }] = [await access(), channelOf()]
    expect(await findPerson?.(given, 'mira@northwind.example')).toEqual({ address: mira, name: 'Mira Castellanos' })
    expect(await findPerson?.(given, 'nobody@northwind.example')).toBeNull()
  })

  test('whoever has pressed is answered where they are, and at no address but Slack’s', async () => {
    const given = await access()
    const { id: channel } = workspace().directWith(mira)
    const responseUrl = 'http://169.254.169.254/latest/meta-data'
    await channelOf().answer?.(given, { channel, user: mira, responseUrl }, 'Done.')
    expect(workspace().room(channel).notices?.at(-1)).toMatchObject({ user: mira, text: 'Done.' })
    const real = { apiUrl: 'https://slack.com/api/' }
    expect(isAnswerAddress('https://hooks.slack.com/actions/T1/2/x', real)).toBe(true)
    for (const address of [
      responseUrl,
      'https://hooks.slack.com.evil.example/',
      'http://hooks.slack.com/',
      'file:///etc',
      '',
    ])
      expect(isAnswerAddress(address, real)).toBe(false)
  })

  test('a name in an answer makes no link and calls nobody', async () => {
    const given = await access()
    const { id: channel } = workspace().directWith(mira)
    const text = '<https://evil.example|Sign in again> & <!channel> was first: it is approved already.'
    await channelOf().answer?.(given, { channel, user: mira }, text)
    const escaped =
      '&lt;https://evil.example|Sign in again&gt; &amp; &lt;!channel&gt; was first: it is approved already.'
    expect(workspace().room(channel).notices?.at(-1)).toMatchObject({ text: escaped })
  })

  test('writing to people asks for what it takes, and can be switched off', () => {
    const asked = (settings: object) => slackScopes(settings).map(({ anyOf }) => anyOf[0])
    expect(asked({ directMessages: false })).toEqual(expect.arrayContaining(['chat:write', 'im:write', 'im:history']))
    expect(asked({ directMessages: false, sendMessages: false })).not.toContain('im:history')
  })
})
