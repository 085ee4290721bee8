import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { isSwitchboardError } from '@switchboard/core/errors'
import type { Provider } from '@switchboard/core/ports/provider'
import type { StoredEvent } from '@switchboard/core/ports/webhook'
import type { WebhookApps } from '@switchboard/core/provider-apps/webhook-apps'
import type { InboundCall } from '@switchboard/db/inbound-ledger'
import { createProviders } from '@switchboard/providers/registry'
import { collectingLogger, fakeClock } from '@switchboard/testing'
import { describeWebhook } from '@switchboard/testing/describe-provider'

const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5'
const now = new Date('2026-03-02T09:00:00Z')
const clock = fakeClock(now.toISOString())
const providers = createProviders(
  {
    GOOGLE_OAUTH_URL: 'https://accounts.google.com',
    PUBLIC_URL: 'http://localhost:3000',
    SLACK_CLIENT_ID: 'client',
    SLACK_CLIENT_SECRET: 'secret',
    SLACK_SIGNING_SECRET: signingSecret,
  },
  clock,
)
const slack: Provider | null = providers.slack?.provider ?? null

const ownApp = '01a20018-0000-7000-8000-000000000001'
const ownSecret = '00112233445566778899aabbccddeeff'
const noted: [string, string][] = []
const apps: WebhookApps = {
  keysOf: async (_, appId) =>
    appId === ownApp ? { clientId: '1.2', clientSecret: 'secret', signingSecret: ownSecret } : null,
  note: (appId, call) => void noted.push([appId, call]),
}
const stored: InboundCall[] = []
const cipher = createTokenCipher(`test:${Buffer.alloc(32, 7).toString('base64')}`)
const receive = createWebhookReceiver(
  {
    providers,
    cipher,
    clock,
    logger: collectingLogger(),
  },
  {
    add: async (call) => {
      stored.push(call)
      return { isNew: true }
    },
  },
  { apps },
)
const sign = (body: string | Uint8Array, at: string, secret = signingSecret) =>
  `v0=${createHmac('sha256', secret).update(`v0:${at}:`).update(body).digest('hex')}`

type Call = { path?: string; at?: number; signature?: string; headers?: Record<string, string> }

async function post(
  body: string | Uint8Array<ArrayBuffer>,
  { path: place = 'events', at, signature, headers }: Call = {},
) {
  stored.length = 0
  const timestamp = String(at ?? now.getTime() / 1_000)
  const request = new Request(`http://localhost:3000/api/webhooks/slack/${place}`, {
    method: 'POST',
    body,
    headers: {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature ?? sign(body, timestamp),
      ...headers,
    },
  })
  const response = await receive(request)
  return { status: response.status, text: await response.text(), event: stored[0] }
}

const envelope = (event: object, more: object = {}) => ({
  token: 'verification-token',
  team_id: 'T1',
  enterprise_id: 'E1',
  type: 'event_callback',
  event_id: 'Ev1',
  authorizations: [{ enterprise_id: 'E1', team_id: 'T1', user_id: 'UBOT', is_bot: true, is_enterprise_install: false }],
  event,
  ...more,
})
const message = {
  type: 'message',
  channel: 'C1',
  channel_type: 'channel',
  user: 'U1',
  text: 'Hello',
  ts: '1700000000.000100',
}
const sent = (event: object, more?: object) => JSON.stringify(envelope(event, more))
const readOf = (event: InboundCall | undefined): unknown => {
  const body = Buffer.from(event?.body ?? [])
  const told: StoredEvent = { account: event?.account ?? '', body, headers: {} }
  return slack?.webhook?.read(told)
}

let counter = 0
describeWebhook('Slack', () => {
  if (!slack) throw new Error('Slack is not configured.')
  return {
    provider: slack,
    async send() {
      const body = sent(message, { event_id: `Ev-contract-${++counter}` })
      const at = String(now.getTime() / 1_000)
      const headers = { 'x-slack-request-timestamp': at, 'x-slack-signature': sign(body, at) }
      return { rest: ['events'], headers, body: Buffer.from(body) }
    },
    proof: 'x-slack-signature',
    surroundings: { now, credentialOf: async () => null, secretsOf: () => [] },
  }
})

describe('who sends', () => {
  test('a signed event is stored once by its id, with the order of its conversation', async () => {
    const { status, event } = await post(sent(message), { headers: { 'x-slack-retry-num': '2' } })
    expect(status).toBe(200)
    expect(event).toMatchObject({
      provider: 'slack',
      account: 'default:T1',
      eventId: 'Ev1',
      orderKey: 'slack:default:T1:C1',
      headers: { 'x-slack-retry-num': '2' },
    })
  })

  test.each([['events'], ['default/events'], ['interactions'], ['default/interactions']])(
    '%s is listened to',
    async (path) => {
      const body = path.endsWith('events') ? sent(message) : `payload=${encodeURIComponent('{"type":"block_actions"}')}`
      expect((await post(body, { path })).status).toBe(200)
    },
  )

  test.each([['other/events'], ['default/else'], ['events/more/parts'], ['default/events/more'], ['']])(
    'nobody listens at %s',
    async (path) => {
      expect(await post(sent(message), { path })).toMatchObject({ status: 404, event: undefined })
    },
  )

  test.each<[string, Call]>([
    ['six minutes old', { at: now.getTime() / 1_000 - 301 }],
    ['from the future', { at: now.getTime() / 1_000 + 301 }],
    ['signed by another secret', { signature: sign(sent(message), String(now.getTime() / 1_000), 'other') }],
    ['with half a signature', { signature: 'v0=abc' }],
    ['without a signature', { signature: '' }],
    ['with a time that is none', { headers: { 'x-slack-request-timestamp': 'now' } }],
  ])('a call %s is refused and not stored', async (_, call) => {
    expect(await post(sent(message), call)).toMatchObject({ status: 401, event: undefined })
  })

  test('one that is changed on its way is refused', async () => {
    const signature = sign(sent(message), String(now.getTime() / 1_000))
    expect((await post(sent({ ...message, text: 'Hell0' }), { signature })).status).toBe(401)
  })
})

describe('an app of a team', () => {
  const at = String(now.getTime() / 1_000)
  const signedBy = (body: string, secret: string): Call => ({ signature: sign(body, at, secret) })
  const place = `${ownApp}/events`

  test('is believed by its own secret, and its events are of its own account and order', async () => {
    noted.length = 0
    const body = sent(message)
    const { status, event } = await post(body, { path: place, ...signedBy(body, ownSecret) })
    expect(status).toBe(200)
    expect(event).toMatchObject({ account: `${ownApp}:T1`, orderKey: `slack:${ownApp}:T1:C1` })
    expect(event && readOf(event)).toMatchObject([{ kind: 'items', accountId: `${ownApp}:T1` }])
    const pressed = `payload=${encodeURIComponent('{"type":"block_actions","team":{"id":"T1"}}')}`
    const interaction = await post(pressed, { path: `${ownApp}/interactions`, ...signedBy(pressed, ownSecret) })
    expect(interaction.event?.account).toBe(`${ownApp}:T1`)
    expect(noted).toEqual([
      [ownApp, 'taken'],
      [ownApp, 'taken'],
    ])
  })

  test('answers the challenge only to who has its secret', async () => {
    const body = JSON.stringify({ type: 'url_verification', token: 't', challenge: 'three' })
    expect(await post(body, { path: place, ...signedBy(body, ownSecret) })).toMatchObject({
      status: 200,
      text: 'three',
    })
    noted.length = 0
    expect(await post(body, { path: place })).toMatchObject({ status: 401, event: undefined })
    expect(noted).toEqual([[ownApp, 'refused']])
  })

  test('the secret of one app opens no other', async () => {
    const body = sent(message)
    expect((await post(body, signedBy(body, ownSecret))).status).toBe(401)
    expect((await post(body, { path: place })).status).toBe(401)
  })

  test('without keys of an app, or of the operator’s, nobody listens: an empty secret signs nothing', async () => {
    const body = sent(message)
    const other = '01a20018-0000-7000-8000-000000000002'
    expect(await post(body, { path: `${other}/events`, ...signedBy(body, '') })).toMatchObject({ status: 404 })
    const bare = createWebhookReceiver(
      {
        providers: createProviders({ GOOGLE_OAUTH_URL: 'https://a.example', PUBLIC_URL: 'http://localhost' }, clock),
        cipher: createTokenCipher(`test:${Buffer.alloc(32, 7).toString('base64')}`),
        clock,
        logger: collectingLogger(),
      },
      { add: async () => Promise.reject(new Error('It was stored.')) },
    )
    const headers = { 'x-slack-request-timestamp': at, 'x-slack-signature': sign(body, at, '') }
    const request = new Request('http://localhost/api/webhooks/slack/events', { method: 'POST', body, headers })
    expect((await bare(request)).status).toBe(404)
  })
})

describe('what is stored', () => {
  test('an address is verified by its challenge', async () => {
    const body = JSON.stringify({ type: 'url_verification', token: 't', challenge: 'three' })
    expect(await post(body)).toEqual({ status: 200, text: 'three', event: undefined })
  })

  test('an organisation’s installation is known by the organisation', async () => {
    const authorizations = [
      { enterprise_id: 'E1', team_id: null, user_id: 'UBOT', is_bot: true, is_enterprise_install: true },
    ]
    expect((await post(sent(message, { authorizations }))).event?.account).toBe('default:E1')
    const pressed = { type: 'block_actions', is_enterprise_install: true, enterprise: { id: 'E1' }, team: { id: 'T1' } }
    const body = `payload=${encodeURIComponent(JSON.stringify(pressed))}`
    expect((await post(body, { path: 'interactions' })).event?.account).toBe('default:E1')
  })

  test('nothing that lets its bearer act is kept', async () => {
    const secret = 'a-secret-value'
    const pressed = {
      type: 'block_actions',
      token: secret,
      trigger_id: secret,
      response_url: `https://hooks.slack.com/${secret}`,
      response_urls: [{ response_url: secret }],
      bot_access_token: secret,
      interactivity: { interactor: { secret } },
      view: { state: { values: {} }, response_urls: [secret] },
      team: { id: 'T1' },
      actions: [{ action_id: 'approve', value: 'kept' }],
    }
    const { event } = await post(`payload=${encodeURIComponent(JSON.stringify(pressed))}`, { path: 'interactions' })
    const kept = Buffer.from(event?.body ?? []).toString()
    expect(kept).not.toContain(secret)
    expect(kept).toContain('kept')
    const { event: other } = await post(sent({ ...message, nested: [{ trigger_id: secret }] }, { token: secret }))
    expect(Buffer.from(other?.body ?? []).toString()).not.toContain(secret)
  })

  test('what nobody reads is not kept: what a message said before, and one of which nothing has changed', async () => {
    const inner = { type: 'message', user: 'U1', text: 'private words', ts: '1700000000.000100' }
    const change = { type: 'message', subtype: 'message_changed', channel: 'C1', ts: '1700000009.000000' }
    const keptOf = async (event: object) => Buffer.from((await post(sent(event))).event?.body ?? []).toString()
    expect(await keptOf({ ...change, message: inner, previous_message: inner })).not.toContain('private words')
    const deleted = { ...change, subtype: 'message_deleted', deleted_ts: inner.ts, previous_message: inner }
    expect(await keptOf(deleted)).not.toContain('private words')
    const edited = { ...inner, text: 'new words', edited: { user: 'U1', ts: change.ts } }
    const kept = await keptOf({ ...change, message: edited, previous_message: inner })
    expect(kept).toContain('new words')
    expect(kept).not.toContain('private words')
  })

  test('an interaction that comes again has its id again, another one has another', async () => {
    const bodyOf = (trigger: string) =>
      `payload=${encodeURIComponent(JSON.stringify({ type: 'shortcut', trigger_id: trigger }))}`
    const ids = []
    for (const trigger of ['1', '1', '2'])
      ids.push((await post(bodyOf(trigger), { path: 'interactions' })).event?.eventId)
    expect(ids[0]).toBe(ids[1])
    expect(ids[0]).not.toBe(ids[2])
  })

  test.each([
    ['no JSON', 'hello'],
    ['an array', '[]'],
    ['null', 'null'],
    ['an object without an event', '{}'],
    ['cut off', sent(message).slice(0, 80)],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00])],
    ['nested without end', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    [
      'nested within an event',
      `{"type":"event_callback","event":{"type":"message","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    ],
    ['an id that no database takes', sent(message, { event_id: 'a\0b' })],
    ['an id without end', sent(message, { event_id: 'x'.repeat(5_000) })],
  ])('%s is answered with 400 and not stored', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, event: undefined })
  })

  test('whatever is sent, signed or not, is stored whole or refused', async () => {
    const place = fc.constantFrom('events', 'interactions', 'default/events')
    const json = fc.json().map((text) => Buffer.from(text))
    const formed = fc.object({ maxDepth: 3 }).map((event) => Buffer.from(sent({ ...message, ...event })))
    const bytes = fc.uint8Array({ maxLength: 200 }).map((part) => Buffer.from(part))
    await fc.assert(
      fc.asyncProperty(place, fc.oneof(json, formed, bytes), fc.boolean(), async (path, body, isSigned) => {
        const { status, event } = await post(new Uint8Array(body), {
          path,
          ...(isSigned ? {} : { signature: 'v0=00' }),
        })
        expect([200, 400, 401]).toContain(status)
        if (!isSigned) expect(status).toBe(401)
        if (status !== 200) expect(event).toBeUndefined()
        if (event) expect(() => readOf(event)).not.toThrow(TypeError)
      }),
      { numRuns: 300 },
    )
  })
})

describe('what it means', () => {
  const meaningOf = async (event: object, more?: object) => readOf((await post(sent(event, more))).event)
  const about = { channel: 'C1', ts: '1700000000.000100' }

  test('a message, one in a thread, one with a file, and a mention are news', async () => {
    for (const fields of [
      {},
      { thread_ts: about.ts },
      { subtype: 'file_share', files: [{ name: 'a.pdf' }] },
      { type: 'app_mention' },
    ])
      expect(
        z
          .array(z.unknown())
          .parse(await meaningOf({ ...message, ...fields }))
          .at(-1),
      ).toMatchObject({
        kind: 'items',
        accountId: 'default:T1',
        news: { kind: 'message', channel: 'C1', isDirect: false, message: { ts: about.ts } },
      })
    expect(await meaningOf({ ...message, channel_type: 'im' })).toMatchObject([
      { kind: 'said' },
      { news: { isDirect: true } },
    ])
  })

  test('an edit is the message as it is now; a preview of a link is no edit', async () => {
    const inner = { type: 'message', user: 'U1', text: 'New', ts: about.ts }
    const edited = { type: 'message', subtype: 'message_changed', channel: 'C1', ts: '1700000009.000000' }
    const edit = { user: 'U1', ts: '1700000009.000000' }
    expect(await meaningOf({ ...edited, message: { ...inner, edited: edit } })).toMatchObject([
      { news: { kind: 'message', message: { text: 'New', edited: { ts: edit.ts } } } },
    ])
    expect(await meaningOf({ ...edited, message: inner })).toEqual([])
    expect(await meaningOf({ ...edited, message: { ...inner, subtype: 'tombstone' } })).toMatchObject([
      { news: { kind: 'deleted' } },
    ])
  })

  test('what is deleted or marked done is over; our own mark is not', async () => {
    const deleted = { type: 'message', subtype: 'message_deleted', channel: 'C1', deleted_ts: about.ts, ts: about.ts }
    expect(await meaningOf(deleted)).toMatchObject([{ news: { kind: 'deleted', ...about } }])
    const item = { type: 'message', ...about }
    const reacted = { type: 'reaction_added', user: 'U2', reaction: 'white_check_mark', item }
    expect(await meaningOf(reacted)).toMatchObject([{ news: { kind: 'done', ...about } }])
    expect(await meaningOf({ ...reacted, reaction: 'eyes' })).toEqual([])
    expect(await meaningOf({ ...reacted, user: 'UBOT' })).toEqual([])
    expect(await meaningOf({ ...reacted, type: 'reaction_removed' })).toMatchObject([
      { news: { kind: 'undone', ...about } },
    ])
  })

  test('an app that is uninstalled, or whose token is revoked, has its health checked', async () => {
    expect(await meaningOf({ type: 'app_uninstalled' })).toEqual([{ kind: 'ended', accountId: 'default:T1' }])
    expect(await meaningOf({ type: 'tokens_revoked', tokens: { bot: ['UBOT'], oauth: [] } })).toHaveLength(1)
    expect(await meaningOf({ type: 'tokens_revoked', tokens: { oauth: ['U1'] } })).toEqual([])
  })

  test('that Slack has dropped events has what is new read at once, and what was before looked at again', async () => {
    const limited = { type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: 1_700_000_000, api_app_id: 'A1' }
    expect(readOf((await post(JSON.stringify(limited))).event)).toEqual([
      { kind: 'changed', accountId: 'default:T1', lost: true },
    ])
  })

  const items = (news: object) => ({ kind: 'items', accountId: 'default:T1', news })
  // Which channels are read is seen by a sync.
  const ofChannel = [{ kind: 'changed', accountId: 'default:T1' }, items({ kind: 'channel', channel: 'C1' })]
  test.each<[object, object[]]>([
    [
      { type: 'channel_rename', channel: { id: 'C1', name: 'new' } },
      [items({ kind: 'renamed', channel: 'C1', name: 'new' })],
    ],
    [
      { type: 'group_rename', channel: { id: 'G1', name: 'new' } },
      [items({ kind: 'renamed', channel: 'G1', name: 'new' })],
    ],
    ...['channel_archive', 'channel_unarchive', 'channel_deleted', 'channel_left', 'group_left'].map(
      (type): [object, object[]] => [{ type, channel: 'C1', user: 'U1' }, ofChannel],
    ),
    [{ type: 'member_left_channel', channel: 'C1', user: 'UBOT' }, ofChannel],
    [{ type: 'member_left_channel', channel: 'C1', user: 'U1' }, []],
    [{ type: 'user_change', user: { id: 'U1' } }, [items({ kind: 'person', user: 'U1' })]],
  ])('what channels and people are now: %j', async (event, signals) => {
    expect(await meaningOf(event)).toEqual(signals)
  })

  test('of a person whose profile has changed nothing is kept but who it is', async () => {
    const user = { id: 'U1', name: 'ada', profile: { email: 'ada@northwind.example', phone: '+31 20 1234567' } }
    const { event } = await post(sent({ type: 'user_change', user }))
    const kept: unknown = JSON.parse(Buffer.from(event?.body ?? []).toString())
    expect(kept).toMatchObject({ event: { type: 'user_change', user: { id: 'U1' } } })
    expect(JSON.stringify(kept)).not.toMatch(/northwind|1234567/)
  })

  test('anything else asks for nothing, and a message that is none is said to be', async () => {
    for (const event of [{ type: 'channel_created' }, { type: 'user_change' }, { type: 'reaction_removed' }])
      expect(await meaningOf(event)).toEqual([])
    await expect(meaningOf({ ...message, ts: 'later' })).rejects.toMatchObject({ code: 'invalid_response' })
  })
})

describe('what is pressed', () => {
  const pressed = {
    type: 'block_actions',
    team: { id: 'T1' },
    user: { id: 'U1', name: 'ada', username: 'ada', team_id: 'T1' },
    channel: { id: 'D1', name: 'directmessage' },
    trigger_id: '12.34.trigger-secret',
    response_url: 'https://hooks.slack.com/actions/T1/2/answer-secret',
    actions: [{ type: 'button', action_id: 'suggestion.approve:1', block_id: 'b' }],
  }
  const interact = (payload: object) =>
    post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), { path: 'interactions' })
  const reply = { channel: 'D1', user: 'U1' }

  test('says by whom and what; how to answer is sealed beside it', async () => {
    const { status, event } = await interact(pressed)
    expect(status).toBe(200)
    const stored = Buffer.from(event?.body ?? []).toString()
    expect(stored + (event?.sealed ?? '')).not.toMatch(/trigger-secret|answer-secret/)
    const signal = { kind: 'pressed', accountId: 'default:T1', by: { address: 'U1', name: 'ada' }, values: null }
    expect(event && readOf(event)).toEqual([{ ...signal, id: 'suggestion.approve:1', reply }])
    const secret = await cipher.open(event?.sealed ?? '', `event:slack:default:T1:${event?.eventId ?? ''}`)
    const told: StoredEvent = { account: 'default:T1', body: Buffer.from(stored), headers: {}, secret }
    const { trigger_id: triggerId, response_url: responseUrl } = pressed
    expect(slack?.webhook?.read(told)).toMatchObject([{ reply: { ...reply, triggerId, responseUrl } }])
  })

  test('the same press told twice is one event', async () => {
    const [first, second] = [await interact(pressed), await interact(pressed)]
    expect(first.event?.eventId).toBe(second.event?.eventId)
  })

  test('a form that was filled in says so by its fields', async () => {
    const view = {
      callback_id: 'suggestion.edit:1',
      private_metadata: '{"channel":"D1"}',
      state: {
        values: {
          title: { value: { type: 'plain_text_input', value: 'Send it' } },
          due: { value: { type: 'datepicker', selected_date: '2026-03-04' } },
          priority: { value: { type: 'static_select', selected_option: { value: 'high' } } },
          note: { value: { type: 'plain_text_input', value: null } },
        },
      },
    }
    const { user, team } = pressed
    const { event } = await interact({ type: 'view_submission', user, team, view })
    expect(event?.sealed).toBeNull()
    expect(event && readOf(event)).toMatchObject([
      {
        kind: 'pressed',
        id: 'suggestion.edit:1',
        values: { title: 'Send it', due: '2026-03-04', priority: 'high', note: '' },
        reply,
      },
    ])
  })

  test.each([
    ['a link', { actions: [{ type: 'button', action_id: 'link' }] }],
    ['something else than a button', { actions: [{ type: 'datepicker', action_id: 'x' }] }],
    ['nothing', { actions: [] }],
    ['a form that was closed', { type: 'view_closed' }],
    ['a shortcut', { type: 'shortcut' }],
  ])('%s asks for nothing', async (_, changes) => {
    const { event } = await interact({ ...pressed, ...changes })
    expect(event && readOf(event)).toEqual([])
  })
})

const data = path.resolve(import.meta.dirname, '../../../../../shared/data/slack')
const isThere = existsSync(data)
if (!isThere) console.log('Slack’s own samples are not here: their tests are skipped.')

const samplesIn = (folder: string) =>
  isThere ? readdirSync(path.join(data, folder)).map((file) => readFileSync(path.join(data, folder, file), 'utf8')) : []

describe('hostile bodies, rightly signed', () => {
  const interaction = (payload: string) => new URLSearchParams({ payload }).toString()
  /** What Slack sends, at its own place: of every shape there is, or at least of one. */
  const bodies = [
    ...[...samplesIn('events'), sent(message)].map((body) => ({ place: 'events', body })),
    ...[...samplesIn('interactions'), '{"type":"block_actions","team":{"id":"T1"}}'].map((payload) => ({
      place: 'interactions',
      body: interaction(payload),
    })),
  ]
  const real = fc.constantFrom(...bodies)
  const places = fc.constantFrom('events', 'interactions', `${ownApp}/events`, `${ownApp}/interactions`)
  const signer = (place: string) => (place.startsWith(ownApp) ? ownSecret : signingSecret)

  async function refusedOrWhole(place: string, body: Uint8Array<ArrayBuffer>) {
    const at = String(now.getTime() / 1_000)
    const { status, event } = await post(body, { path: place, signature: sign(body, at, signer(place)) })
    expect([200, 400, 413]).toContain(status)
    if (status !== 200) expect(event).toBeUndefined()
    if (!event) return status
    // What is stored can be read at its turn, or says that it cannot.
    expect(JSON.parse(Buffer.from(event.body).toString())).toBeTypeOf('object')
    try {
      readOf(event)
    } catch (error) {
      expect(isSwitchboardError(error)).toBe(true)
    }
    return status
  }

  test('cut off anywhere, nothing of it is stored', async () => {
    const cut = real.chain(({ place, body }) => {
      const bytes = new Uint8Array(Buffer.from(body))
      // The end of a form may be cut off without harm, that of JSON not.
      const most = place === 'events' ? bytes.length - 2 : Math.floor(bytes.length / 2)
      return fc.record({ place: fc.constant(place), bytes: fc.nat(most).map((end) => bytes.slice(0, end)) })
    })
    await fc.assert(
      fc.asyncProperty(cut, async ({ place, bytes }) => {
        expect(await refusedOrWhole(place, bytes)).toBe(400)
      }),
      { numRuns: 300 },
    )
  })

  test('with bytes changed, in the other’s place, or by an app of a team: refused or stored whole', async () => {
    const changes = fc.array(fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(real, places, changes, async ({ body }, place, changed) => {
        const bytes = new Uint8Array(Buffer.from(body))
        for (const { at, byte } of changed) bytes[at % bytes.length] = byte
        await refusedOrWhole(place, bytes)
      }),
      { numRuns: 400 },
    )
  })

  test('with whatever value in any of its fields', async () => {
    const event = z.record(z.string(), z.unknown()).parse(JSON.parse(sent(message)))
    const names = ['type', 'team_id', 'enterprise_id', 'event_id', 'event', 'authorizations', 'is_enterprise_install']
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.string({ unit: 'binary', maxLength: 900 }),
      fc.constantFrom('__proto__', 'a\0b', '\ud800', 'x'.repeat(10_000), { constructor: { prototype: 1 } }, -0, 1e308),
    )
    const inEvent = fc.constantFrom(
      'type',
      'subtype',
      'channel',
      'ts',
      'user',
      'item',
      'message',
      'deleted_ts',
      'edited',
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), odd, inEvent, odd, async (name, value, inner, innerValue) => {
        const changed = { ...event, event: { ...message, [inner]: innerValue }, [name]: value }
        await refusedOrWhole('events', new Uint8Array(Buffer.from(JSON.stringify(changed))))
      }),
      { numRuns: 500 },
    )
  })

  test.each(['events', 'interactions'])('too large at %s: refused before it is looked at', async (place) => {
    const padding = 'x'.repeat(1_048_576)
    const text = place === 'events' ? sent({ ...message, text: padding }) : interaction(JSON.stringify({ padding }))
    expect(await refusedOrWhole(place, new Uint8Array(Buffer.from(text)))).toBe(413)
    // Without a length told, too.
    const headers = { 'x-slack-request-timestamp': String(now.getTime() / 1_000), 'x-slack-signature': 'v0=00' }
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65_536))
      },
    })
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: stream, headers, duplex: 'half' }
    expect((await receive(new Request(`http://localhost:3000/api/webhooks/slack/${place}`, init))).status).toBe(413)
  })
})

describe.runIf(isThere)('Slack’s own samples', () => {
  const filesIn = (folder: string) =>
    isThere ? readdirSync(path.join(data, folder)).map((file) => path.join(data, folder, file)) : []
  const nameOf = (file: string): [string, string] => [path.basename(file, '.json'), file]

  test('its signature is ours', () => {
    const vectors = z
      .array(z.record(z.string(), z.string()))
      .parse(JSON.parse(readFileSync(path.join(data, 'signatures.json'), 'utf8')))
    for (const { signingSecret: secret, timestamp = '', body = '', signature } of vectors)
      expect(sign(body, timestamp, secret)).toBe(signature)
  })

  test('its signed call is taken at its time', async () => {
    const [vector] = z
      .array(z.record(z.string(), z.string()))
      .parse(JSON.parse(readFileSync(path.join(data, 'signatures.json'), 'utf8')))
    clock.set(new Date(Number(vector?.timestamp) * 1_000))
    const call = { path: 'interactions', at: Number(vector?.timestamp), signature: vector?.signature }
    const { status, event } = await post(vector?.body ?? '', call)
    clock.set(now)
    expect(status).toBe(200)
    expect(event?.account).toBe('default:T1DC2JH3J')
    expect(Buffer.from(event?.body ?? []).toString()).not.toContain('398738663015')
  })

  test.each(filesIn('events').map(nameOf))('the event %s is stored', async (_, file) => {
    const { status, event } = await post(readFileSync(file, 'utf8'))
    expect(status).toBe(200)
    expect(event).toBeDefined()
  })

  test.each(filesIn('interactions').map(nameOf))('the interaction %s is stored', async (name, file) => {
    const text = readFileSync(file, 'utf8')
    const isCommand = name === 'SlashCommandPayload'
    const fields = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
    const form = isCommand
      ? new URLSearchParams(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)])))
      : new URLSearchParams({ payload: text })
    const { status, event } = await post(form.toString(), { path: 'interactions' })
    expect(status).toBe(200)
    expect(event).toBeDefined()
  })
})
