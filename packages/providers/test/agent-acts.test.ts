import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Access } from '@switchboard/core/ports/access'
import type { ActRequest } from '@switchboard/core/ports/item-acts'
import type { Provider } from '@switchboard/core/ports/provider'
import { slackScopes } from '@switchboard/providers/slack/oauth'
import { type Sandbox, startSandbox } from '@switchboard/sandbox/app'
import * as gmail from './gmail/gmail-world'
import * as calendar from './google-calendar/calendar-world'
import { email, googleOf } from './google/google-person'
import * as slack from './slack/slack-world'

let sandbox: Sandbox
beforeAll(async () => {
  const redirectUris = [gmail, calendar, slack].map(({ redirectUri }) => redirectUri)
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris, dataDir: null, mailbox: null })
})
afterAll(() => sandbox.close())

const acting = (provider: Provider, accessToken: string) => {
  const access: Access = {
    connectionId: 'connection-1',
    accessToken,
    settings: provider.settings.parse({}),
    signal: new AbortController().signal,
    timeoutMs: 10_000,
  }
  return async (request: ActRequest) => provider.source?.acts?.act(access, request)
}

const event = {
  title: 'Lunch with Ben',
  description: '',
  start: '2026-12-01T12:00:00+01:00',
  end: '2026-12-01T13:00:00+01:00',
}

test('an event is put into the calendar once, also when its answer was lost, and not again when it was deleted', async () => {
  const scope = 'openid email https://www.googleapis.com/auth/calendar.events'
  const token = await googleOf(sandbox, calendar.redirectUri).tokenFor(scope)
  const act = acting(calendar.providerAt(sandbox.url, { now: () => new Date() }), token)
  const made = () => sandbox.store.calendar(email).data.events.filter(({ summary }) => summary === event.title)
  for (const key of ['run:0.0', 'run:0.0', 'run:1.0']) await act({ kind: 'create_event', event, key })
  expect(made()).toHaveLength(2)
  const [first] = made()
  if (first) sandbox.store.calendar(email).cancel(first)
  await act({ kind: 'create_event', event, key: 'run:0.0' })
  expect(made().map(({ status }) => status)).toEqual(['cancelled', 'confirmed'])
})

test('a calendar that may only be read says that the access is missing', async () => {
  const token = await googleOf(sandbox, calendar.redirectUri).tokenFor(`openid email ${calendar.readScope}`)
  const act = acting(calendar.providerAt(sandbox.url, { now: () => new Date() }), token)
  await expect(act({ kind: 'create_event', event, key: 'run:2.0' })).rejects.toMatchObject({ code: 'scope_missing' })
})

test('a mail gets a label that is there, and none that would hide it', async () => {
  const scope = 'openid email https://www.googleapis.com/auth/gmail.modify'
  const token = await googleOf(sandbox, gmail.redirectUri).tokenFor(scope)
  const act = acting(gmail.providerAt(sandbox.url, { now: () => new Date() }), token)
  const mailbox = sandbox.store.mailbox(email)
  const labelId = mailbox.labelId('Boathouse')
  const raw = Buffer.from('From: Ben <ben@northwind.example>\r\nSubject: Keys\r\n\r\nHello')
  const { id: externalId } = await mailbox.add(raw, { labels: ['INBOX'], receivedAt: new Date() })
  const label = (name: string) => act({ kind: 'label', externalId, label: name, key: 'run:0.0' })
  await label('boathouse')
  await label('Boathouse')
  expect(mailbox.find(externalId)?.labels.toSorted()).toEqual(['INBOX', labelId].toSorted())
  for (const name of ['Trash', 'spam', 'No such label'])
    await expect(label(name)).rejects.toMatchObject({ code: 'invalid_input' })
})

test('a reply in Slack is written once, calls nobody, and is another one than that of a finished task', async () => {
  const provider = slack.slackAt(sandbox.url)
  const scopes = slackScopes({}).map(({ anyOf }) => anyOf[0])
  const request = { redirectUri: slack.redirectUri, state: 's', codeChallenge: '', scopes }
  const address = await provider.oauth?.authorizeUrl(request)
  if (!address) throw new Error('Slack has no OAuth.')
  const given = await provider.oauth?.exchange({
    callbackUrl: await slack.worldOf(sandbox).consent(address),
    redirectUri: slack.redirectUri,
    state: 's',
    codeVerifier: '',
    signal: AbortSignal.timeout(10_000),
  })
  const act = acting(provider, given?.tokens.accessToken ?? '')
  const room = sandbox.slack.workspace(slack.northwind).rooms.find(({ id }) => id === 'C0GENERAL')
  const ts = room?.posts.find((post) => !post.thread_ts)?.ts ?? ''
  const replies = () => room?.posts.filter((post) => post.thread_ts === ts && post.user === 'U0SWITCHBD') ?? []
  const before = replies().length
  const text = 'On my way, <!channel> & all'
  for (const key of ['run:0.0', 'run:0.0', 'run:1.0'])
    await act({ kind: 'reply', externalId: `C0GENERAL:${ts}`, text, key })
  expect(replies().slice(before)).toHaveLength(2)
  expect(replies().at(-1)?.text).toBe('On my way, &lt;!channel&gt; &amp; all')
})
