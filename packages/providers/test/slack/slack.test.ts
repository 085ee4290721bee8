import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MessageItem } from '@switchboard/core/items'
import { itemSnapshotSchema } from '@switchboard/core/items'
import type { Access } from '@switchboard/core/ports/access'
import type { Tokens } from '@switchboard/core/ports/connecting'
import type { TimeSpan, WholePart } from '@switchboard/core/ports/item-source'
import type { Json } from '@switchboard/core/ports/json'
import { createProviders } from '@switchboard/providers/registry'
import { slackManifestSchema as manifestSchema, startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { systemClock } from '@switchboard/core/system-clock'
import {
  describeNews,
  describeProvider,
  type NewsWorld,
  type ProviderWorld,
} from '@switchboard/testing/describe-provider'
import { z } from 'zod'
import { callerOf, far } from '@switchboard/testing/provider-contract/caller'
import { failsWith, failureOf, inspected, must } from '@switchboard/testing/provider-contract/expectations'
import { northwind, redirectUri, slackAt, traits, worldOf } from './slack-world'

let sandbox: Sandbox
let world: ProviderWorld & NewsWorld

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null })
  world = worldOf(sandbox)
})
afterAll(() => sandbox.close())
afterEach(() => {
  sandbox.faults.clear()
  sandbox.store.data.rotateRefreshTokens = false
})

const { oauth, source, authorize, connect, accessWith } = callerOf(() => world)
const writer = () => {
  const { inverseOf, apply, revert, readNews } = source()
  return { inverseOf: must(inverseOf), apply: must(apply), revert: must(revert), readNews: must(readNews) }
}
const workspace = () => sandbox.slack.workspace(northwind)
const general = 'C0GENERAL'

describeProvider('Slack', () => world, traits)
describeNews('Slack', () => world, connect)

describe('Slack: OAuth', () => {
  test('asks for a bot with state, scopes by commas and the redirect address', async () => {
    const { url } = await authorize()
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ state: 'state-1', redirect_uri: redirectUri })
    expect(url.searchParams.get('scope')?.split(',')).toEqual(
      expect.arrayContaining(['channels:history', 'users:read.email', 'im:history', 'reactions:write']),
    )
  })

  test('only what the settings use is asked for', () => {
    const scopesOf = (settings: object) =>
      oauth()
        .scopes(world.provider.settings.parse(settings))
        .flatMap(({ anyOf }) => anyOf)
    expect(scopesOf({})).not.toContain('groups:history')
    expect(scopesOf({ privateChannels: true })).toContain('groups:history')
    expect(scopesOf({})).not.toContain('mpim:read')
    expect(scopesOf({ privateRooms: true })).toEqual(expect.arrayContaining(['groups:read', 'mpim:read']))
    const both = scopesOf({ privateRooms: true, privateChannels: true })
    expect(new Set(both).size).toBe(both.length)
    expect(scopesOf({ directMessages: false, sendMessages: false })).not.toContain('im:history')
    expect(scopesOf({ react: 'never' })).not.toContain('reactions:write')
  })

  test('gives a token that does not expire, and says which workspace it is of', async () => {
    const { url, ...rest } = await authorize()
    const callbackUrl = await world.consent(url)
    const { tokens, account } = await oauth().exchange({ callbackUrl, state: 'state-1', signal: far, ...rest })
    expect(tokens).toMatchObject({ refreshToken: null, expiresAt: null })
    expect(tokens.scopes).toContain('channels:history')
    expect(account).toEqual({ id: `default:${northwind}`, name: 'Northwind Studio' })
    expect(await source().checkHealth(accessWith(tokens.accessToken))).toEqual(account)
  })

  test('an installation for an organisation is known by the organisation', async () => {
    const { url, ...rest } = await authorize()
    const callbackUrl = await world.consent(url)
    const answer = {
      ok: true,
      access_token: 'xoxb-1',
      scope: 'channels:read',
      team: null,
      enterprise: { id: 'E1', name: 'Northwind Group' },
      is_enterprise_install: true,
    }
    world.fault('oauth', { body: JSON.stringify(answer) })
    const given = await oauth().exchange({ callbackUrl, state: 'state-1', signal: far, ...rest })
    expect(given.account).toEqual({ id: 'default:E1', name: 'Northwind Group' })
  })

  test('a refusal, another state, a used code: nothing is given', async () => {
    const { url, ...rest } = await authorize()
    const exchange = (callbackUrl: URL, state = 'state-1') =>
      oauth().exchange({ callbackUrl, state, signal: far, ...rest })
    await failsWith('consent_denied', exchange(await world.consent(url, 'deny')))
    const callbackUrl = await world.consent(url)
    await failsWith('invalid_response', exchange(callbackUrl, 'state-2'))
    await exchange(callbackUrl)
    await failsWith('grant_revoked', exchange(callbackUrl))
  })

  test('with token rotation a token is renewed, and the old way to renew it ends', async () => {
    world.rotateRefreshTokens(true)
    const first = await connect()
    expect(first.expiresAt?.getTime()).toBeGreaterThan(Date.now())
    const next = await oauth().refresh(must(first.refreshToken), far)
    expect(next.refreshToken).not.toBe(first.refreshToken)
    expect(next.accessToken).not.toBe(first.accessToken)
    await failsWith('grant_revoked', oauth().refresh(must(first.refreshToken), far))
  })

  test('revoking what has expired renews it first', async () => {
    world.rotateRefreshTokens(true)
    const tokens = await connect()
    const access = sandbox.store.data.access[tokens.accessToken]
    if (access) access.expiresAt = 0
    await oauth().revoke(tokens, far)
    await failsWith('grant_revoked', oauth().refresh(must(tokens.refreshToken), far))
  })

  test.each([
    ['503', { status: 503 }, { code: 'unavailable', retryable: true }],
    ['429', { status: 429, retryAfter: '7' }, { code: 'rate_limited', retryable: true, retryAfterMs: 7_000 }],
    ['rubbish', { body: '{"hello":1}' }, { code: 'invalid_response', retryable: false }],
    ['wrong keys', { body: '{"ok":false,"error":"bad_client_secret"}' }, { code: 'not_configured' }],
  ])('a refresh that meets %s', async (_, fault, error) => {
    world.fault('oauth', fault)
    await expect(oauth().refresh('refresh-1', far)).rejects.toMatchObject(error)
  })

  test('without the operator’s keys it is listed with what is missing, and works by apps of teams alone', () => {
    const variables = { GOOGLE_OAUTH_URL: 'https://accounts.google.com', PUBLIC_URL: 'http://localhost:3000' }
    expect(createProviders(variables, systemClock).slack).toMatchObject({
      provider: { id: 'slack' },
      missing: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'],
    })
  })
})

describe('Slack: apps of teams', () => {
  const ownApps = () => must(world.provider.ownApps)
  const id = '01a20018-0000-7000-8000-000000000001'
  const setUp = () =>
    ownApps().setUp({ id, name: 'Ours', publicUrl: new URL('https://switchboard.example'), redirectUri })
  const registered = () => {
    const { id: _, ...app } = sandbox.slack.apps.register(manifestSchema.parse(setUp().manifest))
    return app
  }

  test('the manifest holds the addresses that carry the app, and every scope that settings may need', () => {
    const { manifest, addresses } = setUp()
    const [redirect, events, interactions] = addresses.map(({ url }) => url)
    expect(events).toBe(`https://switchboard.example/api/webhooks/slack/${id}/events`)
    expect(JSON.parse(manifest)).toMatchObject({
      display_information: { name: 'Ours' },
      oauth_config: { redirect_urls: [redirect] },
      settings: {
        event_subscriptions: { request_url: events },
        interactivity: { is_enabled: true, request_url: interactions },
        token_rotation_enabled: true,
      },
    })
    const all = { directMessages: true, privateChannels: true, privateRooms: true, react: 'auto', reply: 'auto' }
    for (const { anyOf } of oauth().scopes(world.provider.settings.parse(all))) expect(manifest).toContain(anyOf[0])
  })

  test('right keys are taken, wrong ones refused at their field, and in no error', async () => {
    const { clientId, clientSecret, signingSecret } = registered()
    const keys = { clientId, clientSecret, signingSecret }
    await ownApps().check(ownApps().keys.parse(keys), far)
    await expect(ownApps().check({ ...keys, clientId: '1.2' }, far)).rejects.toMatchObject({ field: 'clientId' })
    const wrong = 'a-wrong-secret-1'
    const refusal = await failureOf(ownApps().check({ ...keys, clientSecret: wrong }, far))
    expect(refusal).toMatchObject({ code: 'invalid_input', field: 'clientSecret' })
    expect(inspected(refusal)).not.toContain(wrong)
    world.fault('oauth', { status: 503 })
    await expect(ownApps().check(keys, far)).rejects.toMatchObject({ code: 'unavailable', retryable: true })
  })

  test('a workspace is another account by another app; each is checked and revoked by itself', async () => {
    const { clientId, clientSecret, signingSecret } = registered()
    const own = ownApps().oauth({ id, keys: { clientId, clientSecret, signingSecret } })
    const url = await own.authorizeUrl({ redirectUri, state: 'state-1', codeChallenge: '', scopes: ['chat:write'] })
    expect(url.searchParams.get('client_id')).toBe(clientId)
    const rest = { redirectUri, state: 'state-1', codeVerifier: '', signal: far }
    const callbackUrl = await world.consent(url)
    // What one app was given is nothing to another.
    await failsWith('grant_revoked', oauth().exchange({ callbackUrl, ...rest }))
    const { tokens, account } = await own.exchange({ callbackUrl, ...rest })
    expect(account).toEqual({ id: `${id}:${northwind}`, name: 'Northwind Studio' })
    expect(await source().checkHealth(accessWith(tokens.accessToken, { appId: id }))).toEqual(account)
    const common = await connect()
    await own.revoke(tokens, far)
    await failsWith('grant_revoked', source().checkHealth(accessWith(tokens.accessToken)))
    expect((await source().checkHealth(accessWith(common.accessToken)))?.id).toBe(`default:${northwind}`)
  })
})

describe('Slack: messages', () => {
  let tokens: Tokens
  beforeEach(async () => void (tokens = await connect()))
  const access = (settings: object = {}, more: Partial<Access> = {}) =>
    accessWith(tokens.accessToken, {
      settings: world.provider.settings.parse({ cacheMinutes: 0, ...settings }),
      ...more,
    })

  async function fetchAll(from: Json, given = access(), limit = 5) {
    const items: MessageItem[] = []
    const over: string[] = []
    let cursor = from
    for (let calls = 0; calls < 100; calls++) {
      const batch = await source().fetchChanges(given, { cursor, limit, since: null })
      for (const item of batch.items) {
        expect(itemSnapshotSchema.parse(item)).toEqual(item)
        if (item.kind === 'message') items.push(item)
      }
      over.push(...(batch.over ?? []).map(({ externalId }) => externalId))
      cursor = JSON.parse(JSON.stringify(batch.cursor))
      if (!batch.more) return { items, over, cursor }
    }
    throw new Error('There was always more.')
  }
  const tell = (channel: string, ts: string, given = access()) => {
    const post = workspace().post(channel, ts)
    const news = { kind: 'message', channel, isDirect: channel.startsWith('D'), message: { ...post, text: post.text } }
    return writer().readNews(given, JSON.parse(JSON.stringify(news)))
  }

  test('the first sync brings each message once, threads and direct messages among them, of channels it is in', async () => {
    const { items } = await fetchAll(null)
    expect(items.length).toBeGreaterThan(40)
    expect(new Set(items.map(({ externalId }) => externalId)).size).toBe(items.length)
    expect(items.some(({ threadId }) => threadId !== null)).toBe(true)
    expect(items.some(({ direct }) => direct)).toBe(true)
    expect(items.some(({ channelName }) => channelName === 'random')).toBe(false)
  })

  test('then what events missed, replies too; the same cursor gives the same again', async () => {
    const { cursor } = await fetchAll(null)
    const ids = [await world.deliver(), await world.deliver()]
    const [, ts = ''] = ids[0]?.split(':') ?? []
    const reply = workspace().write(general, { user: 'U0BEN', text: 'I will', thread_ts: ts })
    const news = await fetchAll(cursor)
    expect(news.items.map(({ externalId }) => externalId).sort()).toEqual([...ids, `${general}:${reply.ts}`].sort())
    expect((await fetchAll(cursor)).items).toEqual(news.items)
    expect((await fetchAll(news.cursor)).items).toEqual([])
  })

  test('says where, who, whom, and what in words that people read', async () => {
    const text = 'See <#C0DESIGN|design>: <@U0ADA> and <@U0BEN>, fix <https://x.example|this> &amp; that <!here>'
    const { ts } = workspace().write(general, { user: 'U0MIRA', text })
    const { items } = await tell(general, ts)
    expect(items).toMatchObject([
      {
        kind: 'message',
        externalId: `${general}:${ts}`,
        title: '#general',
        channelName: 'general',
        direct: false,
        sender: { name: 'Mira Castellanos', address: 'mira@northwind.example' },
        addressees: [{ address: 'ada@northwind.example' }, { address: 'ben@northwind.example' }],
        text: 'See #design: @Ada Lindqvist and @Ben Okafor, fix this (https://x.example) & that @here',
        url: `${sandbox.url}/slack/archives/${general}/p${ts.replace('.', '')}`,
      },
    ])
    const page = await fetch(items[0]?.url ?? '')
    expect(page.status).toBe(200)
  })

  test('a direct message is its author’s own', async () => {
    const { ts } = workspace().write('D0ADA', { user: 'U0ADA', text: 'Remind me' })
    expect((await tell('D0ADA', ts)).items).toMatchObject([
      { title: 'Direct message', direct: true, addressees: [{ address: 'ada@northwind.example' }] },
    ])
    expect((await tell('D0ADA', ts, access({ directMessages: false }))).items).toEqual([])
  })

  test('what a bot wrote, also we, what Slack says itself and what is not watched are no items', async () => {
    const { ts } = workspace().write(general, { user: 'U0SWITCHBD', bot_id: 'B0SWITCHBD', text: 'Done' })
    expect((await tell(general, ts)).items).toEqual([])
    const plain = workspace().write(general, { user: 'U0MIRA', text: 'Hello' })
    const joined = {
      kind: 'message',
      channel: general,
      isDirect: false,
      message: { ...plain, subtype: 'channel_join' },
    }
    expect((await writer().readNews(access(), JSON.parse(JSON.stringify(joined)))).items).toEqual([])
    expect((await tell(general, plain.ts, access({ channels: ['design'] }))).items).toEqual([])
    expect((await tell(general, plain.ts, access({ mentionsOnly: true }))).items).toEqual([])
    expect((await tell(general, plain.ts, access({ channels: ['#General'] }))).items).toHaveLength(1)
  })

  test('private channels are left out unless that is switched on, by events and by a sync, also where they are remembered', async () => {
    const design = workspace().room('C0DESIGN')
    const { ts } = workspace().write(design.id, { user: 'U0MIRA', text: 'Hello' })
    // What was granted once stays granted.
    const { accessToken } = await connect({ privateChannels: true })
    const given = (privateChannels: boolean) => ({
      ...access({ privateChannels, cacheMinutes: 15 }, { connectionId: 'private channels' }),
      accessToken,
    })
    const namesOf = async (on: boolean) =>
      new Set((await fetchAll(null, given(on), 200)).items.map(({ channelName }) => channelName))
    design.isPrivate = true
    try {
      expect(await namesOf(true)).toContain('design')
      expect((await tell(design.id, ts, given(true))).items).toHaveLength(1)
      expect(await namesOf(false)).not.toContain('design')
      expect((await tell(design.id, ts, given(false))).items).toEqual([])
    } finally {
      delete design.isPrivate
    }
  })

  test('an edit is a later revision of the same item', async () => {
    const { ts } = workspace().write(general, { user: 'U0MIRA', text: 'First' })
    const [before] = (await tell(general, ts)).items
    workspace().edit(general, ts, 'Second')
    const [after] = (await tell(general, ts)).items
    expect(after).toMatchObject({ externalId: before?.externalId, text: 'Second' })
    expect((after?.revision ?? '') > (before?.revision ?? '')).toBe(true)
  })

  test('what is deleted or marked done is over, by events and by a sync', async () => {
    const { cursor } = await fetchAll(null)
    const { ts } = workspace().write(general, { user: 'U0MIRA', text: 'Please answer' })
    const told = { channel: general, ts }
    for (const kind of ['deleted', 'done'])
      expect(await writer().readNews(access(), { kind, ...told })).toMatchObject({
        items: [],
        over: [{ externalId: `${general}:${ts}`, reason: expect.stringContaining('Slack') }],
      })
    workspace().react(general, ts, 'U0BEN', 'white_check_mark')
    expect(await fetchAll(cursor)).toMatchObject({ items: [], over: [`${general}:${ts}`] })
  })

  test('what is no longer marked done is back, unless another’s mark stands', async () => {
    const { ts } = workspace().write(general, { user: 'U0MIRA', text: 'Please answer' })
    const undone = () => writer().readNews(access(), { kind: 'undone', channel: general, ts })
    workspace().react(general, ts, 'U0BEN', 'white_check_mark')
    expect(await undone()).toEqual({ items: [], over: [] })
    workspace().unreact(general, ts, 'U0BEN', 'white_check_mark')
    const externalId = `${general}:${ts}`
    expect(await undone()).toMatchObject({
      items: [{ externalId, text: 'Please answer' }],
      over: [],
      back: [externalId],
    })
  })

  test('who names the app is heard in any channel, but for private ones into which it may not look', async () => {
    const { ts } = workspace().write(general, { user: 'U0MIRA', text: '<@U0SWITCHBD> send the plan' })
    expect((await tell(general, ts, access({ channels: ['design'] }))).items).toHaveLength(1)
    const plain = workspace().write(general, { user: 'U0MIRA', text: 'Hello' })
    expect(await tell(general, plain.ts, access({ channels: ['design'] }))).toMatchObject({
      items: [],
      unwanted: expect.stringContaining('channel'),
    })
    const body = '{"ok":false,"error":"missing_scope","needed":"groups:read"}'
    for (const settings of [{}, { privateChannels: true }]) {
      sandbox.faults.add({ path: '/slack/api/conversations.info', body })
      expect(await tell(general, ts, access(settings, { connectionId: 'closed' }))).toMatchObject({
        items: [],
        unwanted: expect.stringContaining('Private channels'),
      })
    }
  })

  test('what somebody forwards is read as they quote it, and asks nobody whom it names', async () => {
    const shared = { is_share: true, author_name: 'Ben Okafor', text: 'Can <@U0ADA> send it?\nBy Friday' }
    const preview = { text: 'A page elsewhere', title: 'Page' }
    const message = { user: 'U0MIRA', ts: '1700000000.000100', text: 'See below', attachments: [shared, preview] }
    const news = await writer().readNews(access(), { kind: 'message', channel: general, isDirect: false, message })
    expect(news.items).toMatchObject([
      { text: 'See below\n> Ben Okafor:\n> Can @Ada Lindqvist send it?\n> By Friday', addressees: [] },
    ])
  })

  test('a workspace of an organisation that takes its leave ends nothing but what is asked there', async () => {
    const body = '{"ok":false,"error":"team_access_not_granted"}'
    const { ts } = workspace().write(general, { user: 'U0MIRA', text: 'Hello' })
    sandbox.faults.add({ path: '/slack/api/conversations.info', body })
    await failsWith('gone', tell(general, ts, access({}, { connectionId: 'left' })))
  })

  describe('what events missed of older messages', () => {
    let ahead = 0
    const later = () => must(slackAt(sandbox.url, { now: () => new Date(Date.now() + ahead) }).source)
    const write = (text: string, thread?: string) =>
      workspace().write(general, { user: 'U0MIRA', text, ...(thread ? { thread_ts: thread } : {}) })
    const idOf = ({ ts }: { ts: string }) => `${general}:${ts}`
    beforeEach(() => void (ahead = 0))

    async function readLater(from: Json, settings: object = {}, limit = 5, lostAt?: Date) {
      const [items, over, whole]: [MessageItem[], string[], WholePart[]] = [[], [], []]
      const gaps: TimeSpan[] = []
      let [cursor, calls] = [from, 0]
      for (;;) {
        const batch = await later().fetchChanges(access(settings), { cursor, limit, since: null, lostAt })
        items.push(...batch.items.flatMap((item) => (item.kind === 'message' ? [item] : [])))
        over.push(...(batch.over ?? []).map(({ externalId }) => externalId))
        whole.push(...(batch.whole ?? []))
        if (batch.notCovered) gaps.push(batch.notCovered)
        calls += batch.apiCalls
        cursor = JSON.parse(JSON.stringify(batch.cursor))
        if (!batch.more) return { items, over, whole, gaps, cursor, calls }
      }
    }
    const pagesOf = (parts: WholePart[]) =>
      parts.filter(({ idsBegin, threadId }) => idsBegin === `${general}:` && threadId === null)
    const instantOf = (ts: unknown) => new Date(Number(ts) * 1_000)
    const cursorOf = (cursor: Json) => z.record(z.string(), z.json()).parse(cursor)
    const recheckOf = (channel: string) => {
      const at = (ms: number) => (ms / 1_000).toFixed(6)
      const bounds = { upper: at(Date.now()), latest: at(Date.now()), since: at(Date.now() - 86_400_000) }
      return { channel, waiting: [], page: null, pages: 0, ...bounds }
    }
    /** What core takes for gone of these messages. */
    const vanished = (parts: WholePart[], posts: { ts: string; thread_ts?: string }[]) =>
      posts.filter((post) =>
        parts.some(
          ({ idsBegin, threadId, after, before, externalIds }) =>
            idOf(post).startsWith(idsBegin) &&
            threadId === (post.thread_ts ? idOf({ ts: post.thread_ts }) : null) &&
            Number(post.ts) * 1_000 > after.getTime() &&
            Number(post.ts) * 1_000 < before.getTime() &&
            !externalIds.includes(idOf(post)),
        ),
      )

    test('is found when it is time: edits, ✅, replies in old threads, and what is gone; nothing else is', async () => {
      const [edited, deleted, done, thread, kept] = ['A', 'B', 'C', 'D', 'E'].map((text) => write(text))
      if (!edited || !deleted || !done || !thread || !kept) throw new Error('Nothing was written.')
      const gone = write('I will', thread.ts)
      const stays = write('I will not', thread.ts)
      const { cursor } = await readLater(null)
      workspace().edit(general, edited.ts, 'A, but tomorrow')
      workspace().delete(general, deleted.ts)
      workspace().delete(general, gone.ts)
      workspace().react(general, done.ts, 'U0BEN', 'white_check_mark')
      // After the last reading, and not told of.
      await new Promise((resolve) => setTimeout(resolve, 5))
      const reply = write('Could you please look at it?', thread.ts)
      ahead = 3_600_000
      expect(await readLater(cursor)).toMatchObject({ items: [], over: [], whole: [] })
      ahead = 7 * 3_600_000
      const found = await readLater(cursor)
      const ids = found.items.map(({ externalId }) => externalId)
      expect(ids).toEqual(expect.arrayContaining([idOf(edited), idOf(reply)]))
      expect(ids).not.toContain(idOf(kept))
      expect(found.items.find(({ externalId }) => externalId === idOf(edited))?.text).toBe('A, but tomorrow')
      expect(found.over).toContain(idOf(done))
      const posts = [edited, deleted, done, thread, kept, gone, stays, reply]
      expect(vanished(found.whole, posts)).toEqual([deleted, gone])
      // And not again before it is time.
      expect(await readLater(found.cursor)).toMatchObject({ items: [], over: [], whole: [] })
    })

    test('is looked for at once where Slack has dropped events, and while it goes on dropping them not all the time', async () => {
      const { cursor } = await readLater(null)
      const settings = { channels: ['general'] }
      const isLookedFor = async (from: Json, lostAfterMs?: number) => {
        const lostAt = lostAfterMs === undefined ? undefined : new Date(Date.now() + lostAfterMs)
        const { whole, cursor: next } = await readLater(from, settings, 200, lostAt)
        return { is: whole.length > 0, next }
      }
      const minuteMs = 60_000
      ahead = 30 * minuteMs
      expect((await isLookedFor(cursor)).is).toBe(false)
      // From before the last look.
      expect((await isLookedFor(cursor, -5 * minuteMs)).is).toBe(false)
      const { is, next } = await isLookedFor(cursor, 29 * minuteMs)
      expect(is).toBe(true)
      ahead = 32 * minuteMs
      expect((await isLookedFor(next, 32 * minuteMs)).is).toBe(false)
      ahead = 45 * minuteMs
      expect((await isLookedFor(next, 32 * minuteMs)).is).toBe(true)
    })

    test('is not looked for where that is switched off, and no further than the first sync goes back', async () => {
      const { cursor } = await readLater(null)
      ahead = 7 * 3_600_000
      expect((await readLater(cursor, { recheckHours: 0 })).whole).toEqual([])
      const parts = (await readLater(cursor, { lookBackDays: 1 })).whole
      expect(parts.length).toBeGreaterThan(0)
      // From the time before, but for its last minute: what was written since then was read then.
      const bound = Date.now() - 60_000 - 86_400_000
      for (const { after } of parts) expect(after.getTime()).toBeGreaterThanOrEqual(bound - 10_000)
    })

    test('a busy channel costs ten pages at most, and one that Switchboard was put out of nothing more', async () => {
      for (let count = 0; count < 15; count++) write(`Line ${count}`)
      const settings = { channels: ['general'] }
      const { cursor } = await readLater(null, settings)
      ahead = 7 * 3_600_000
      const before = await readLater(cursor, settings, 1)
      expect(pagesOf(before.whole)).toHaveLength(10)
      workspace().room(general).isMember = false
      try {
        const { whole } = await readLater({ ...cursorOf(cursor), recheck: recheckOf(general) }, settings, 1)
        expect(pagesOf(whole)).toEqual([])
      } finally {
        workspace().room(general).isMember = true
      }
    })

    test('after a time without looks is read from where the last one ended; what its bounds leave out is named', async () => {
      const settings = { channels: ['general'], lookBackDays: 1 }
      for (let count = 0; count < 12; count++) write(`Line ${count}`)
      const thread = write('Which of them?')
      const { cursor } = await readLater(null, settings)
      const looked = instantOf(cursorOf(cursor).recheckedTo)
      await new Promise((resolve) => setTimeout(resolve, 5))
      const reply = write('Could you please look at it?', thread.ts)
      ahead = 10 * 86_400_000
      const found = await readLater(cursor, settings, 200)
      expect(found.items.map(({ externalId }) => externalId)).toContain(idOf(reply))
      expect(found.gaps).toEqual([])
      const cut = await readLater(cursor, settings, 1)
      expect(cut.gaps).toHaveLength(1)
      expect(cut.gaps[0]?.from).toEqual(looked)
      // In the usual rhythm events have told of the rest.
      ahead = 7 * 3_600_000
      expect((await readLater(cursor, settings, 1)).gaps).toEqual([])
    })

    test('a long thread is read to its end, and where even that is bounded the rest is named', async () => {
      const remembering = { cacheMinutes: 15 }
      const { cursor } = await readLater(null, remembering)
      const thread = write('A long one')
      const { posts } = workspace().room(general)
      const begin = posts.length
      const add = (count: number) => {
        for (let number = 0; number < count; number++) write(`Reply ${number}`, thread.ts)
      }
      try {
        add(450)
        const { items, gaps } = await readLater(cursor, remembering)
        expect([items.filter(({ text }) => text.startsWith('Reply')).length, gaps]).toEqual([450, []])
        add(1_600)
        const cut = await readLater(cursor, remembering)
        const last = posts[begin + 1_999]
        expect(cut.gaps).toMatchObject([{ from: instantOf(last?.ts) }])
      } finally {
        posts.splice(begin)
      }
    })

    test('is given up where Slack takes no more calls: what is new goes first, and it is tried again when it is time', async () => {
      const edited = write('A')
      const { cursor } = await readLater(null)
      workspace().edit(general, edited.ts, 'A, but tomorrow')
      ahead = 7 * 3_600_000
      let at = cursor
      while (!cursorOf(at).recheck) {
        const { cursor: next } = await later().fetchChanges(access(), { cursor: at, limit: 20, since: null })
        at = JSON.parse(JSON.stringify(next))
      }
      world.fault('api', { status: 429, retryAfter: '60' })
      const given = await later().fetchChanges(access(), { cursor: at, limit: 20, since: null })
      expect(given).toMatchObject({ items: [], more: false })
      sandbox.faults.clear()
      expect(await readLater(given.cursor)).toMatchObject({ items: [], whole: [] })
      ahead = 14 * 3_600_000
      expect((await readLater(given.cursor)).items.map(({ externalId }) => externalId)).toContain(idOf(edited))
    })

    test('a message that cannot be read makes nothing vanish', async () => {
      const { cursor } = await readLater(null)
      ahead = 7 * 3_600_000
      const odd = write('Odd')
      odd.edited = { user: 'U0MIRA', ts: 'tomorrow' }
      try {
        const { whole } = await readLater(cursor, { channels: ['general'] }, 200)
        expect(pagesOf(whole)).toEqual([])
      } finally {
        workspace().delete(general, odd.ts)
      }
    })
  })

  test('channels to watch are checked, and stored as Slack names them', async () => {
    const check = (channels: string[]) => source().checkedSettings?.check(access({ channels }))
    expect(await check(['#General', 'design'])).toEqual({
      channels: [`#general (${general})`, '#design (C0DESIGN)'],
      room: '',
    })
    expect(await check([`#old (${general})`])).toMatchObject({ channels: [`#general (${general})`] })
    const refused = { code: 'invalid_input', field: 'channels' }
    await expect(check(['nowhere'])).rejects.toMatchObject(refused)
    await expect(check(['random'])).rejects.toMatchObject({ ...refused, message: expect.stringContaining('/invite') })
  })

  describe('a channel that settings name', () => {
    const named = { channels: [`#general (${general})`, '#design (C0DESIGN)'] }
    const given = (settings: object = named) => access({ ...settings, cacheMinutes: 15 }, { connectionId: 'named' })
    const note = (news: Json, settings?: object) => writer().readNews(given(settings), news)
    async function lost(settings?: object) {
      let cursor: Json = null
      for (;;) {
        const request = { cursor, limit: 200, since: new Date() }
        const { more, outOfReach, cursor: next } = await source().fetchChanges(given(settings), request)
        if (!more) return outOfReach
        cursor = next
      }
    }

    test('is renamed in them, and read as before', async () => {
      await tell(general, workspace().write(general, { user: 'U0MIRA', text: 'Hello' }).ts, given())
      workspace().rename(general, 'everybody')
      try {
        const room = { room: `#general (${general})` }
        const { renames } = await note({ kind: 'renamed', channel: general, name: 'everybody' }, { ...named, ...room })
        const rename = { from: `#general (${general})`, to: `#everybody (${general})` }
        expect(renames).toEqual([
          { field: 'channels', ...rename },
          { field: 'room', ...rename },
        ])
        const { ts } = workspace().write(general, { user: 'U0MIRA', text: 'Hello again' })
        // By what is remembered it would still be called as before.
        expect((await tell(general, ts, given())).items).toMatchObject([{ title: '#everybody' }])
        expect((await note({ kind: 'renamed', channel: 'C0PRODUCT', name: 'x' })).renames).toEqual([])
      } finally {
        workspace().rename(general, 'general')
        await note({ kind: 'renamed', channel: general, name: 'general' })
      }
    })

    test('is told of when it was archived, or Switchboard was put out, until that is undone', async () => {
      const noteDesign = () => note({ kind: 'channel', channel: 'C0DESIGN' })
      expect(await lost()).toEqual([])
      workspace().archive('C0DESIGN', true)
      await noteDesign()
      expect(await lost()).toEqual(['#design (archived)'])
      workspace().archive('C0DESIGN', false)
      await noteDesign()
      expect(await lost()).toEqual([])
      workspace().putOut('C0DESIGN')
      await noteDesign()
      try {
        expect(await lost()).toEqual(['#design (Switchboard is not in it any more)'])
      } finally {
        workspace().room('C0DESIGN').isMember = true
        await noteDesign()
      }
      // Without an id nobody knows what has become of it.
      expect(await lost({ channels: ['general', 'nowhere'] })).toEqual([
        '#nowhere (deleted, renamed or closed to Switchboard)',
      ])
    })
  })

  test('what is known of a person is asked for anew once it has changed', async () => {
    const given = access({ cacheMinutes: 15 }, { connectionId: 'people' })
    const nameOf = async () => {
      const { ts } = workspace().write(general, { user: 'U0MIRA', text: 'Hello' })
      return (await tell(general, ts, given)).items.map(({ sender }) => sender.name)
    }
    expect(await nameOf()).toEqual(['Mira Castellanos'])
    const body = JSON.stringify({
      ok: true,
      user: { id: 'U0MIRA', name: 'mira', profile: { real_name: 'Mira Novak' } },
    })
    sandbox.faults.add({ path: '/slack/api/users.info', body })
    expect(await nameOf()).toEqual(['Mira Castellanos'])
    await writer().readNews(given, { kind: 'person', user: 'U0MIRA' })
    expect(await nameOf()).toEqual(['Mira Novak'])
  })

  test('a conversation of several people is read where that is switched on and granted, and is theirs alone', async () => {
    const group = { id: 'G0LUNCH', name: 'mpdm-mira--ben-1', isMember: true, isDirect: false, isGroup: true, posts: [] }
    workspace().rooms.push(group)
    try {
      const { ts } = workspace().write(group.id, { user: 'U0MIRA', text: '<@U0BEN> please send the plan' })
      const message = { user: 'U0MIRA', ts, text: '<@U0BEN> please send the plan' }
      const news = { kind: 'message', channel: group.id, isDirect: false, isPrivate: true, isGroup: true, message }
      const { accessToken } = await connect({ groupMessages: true })
      const granted = { ...access({ groupMessages: true }, { connectionId: 'groups' }), accessToken }
      const item = {
        title: 'Message of several people',
        channelName: 'Message of several people',
        direct: false,
        privateTo: group.id,
        addressees: [{ address: 'ben@northwind.example' }],
      }
      expect((await writer().readNews(granted, news)).items).toMatchObject([item])
      const synced = await fetchAll(null, granted, 200)
      expect(synced.items.find(({ externalId }) => externalId === `${group.id}:${ts}`)).toMatchObject(item)
      // Before it was granted the rest is read all the same.
      const before = await fetchAll(null, access({ groupMessages: true }, { connectionId: 'not yet' }), 200)
      expect(before.items.length).toBeGreaterThan(40)
      expect(before.items.map(({ title }) => title)).not.toContain('Message of several people')
      expect(await writer().readNews(access({ privateChannels: true }), news)).toMatchObject({
        items: [],
        unwanted: expect.stringContaining('several people'),
      })
    } finally {
      workspace().rooms.splice(workspace().rooms.indexOf(group), 1)
    }
  })

  describe('the team’s channel', () => {
    const check = async (room: string, { accessToken }: Pick<Tokens, 'accessToken'> = tokens) =>
      source().checkedSettings?.check({ ...access({ room }), accessToken })
    const roomOf = (settings: object) => must(world.provider.channel?.roomOf)(settings)
    /** A conversation of the kind that needs more access. */
    function opened(id: string, kind: { isPrivate?: true; isGroup?: true }) {
      const room = { id, name: id.toLowerCase(), isMember: true, isDirect: false, posts: [], ...kind }
      workspace().rooms.push(room)
      return room
    }

    test.each(['#General', 'general', general, `https://northwind.slack.com/archives/${general}`, `#old (${general})`])(
      'is found by %s, and stored under its id',
      async (room) => {
        const checked = await check(room)
        expect(checked).toMatchObject({ room: `#general (${general})` })
        expect(roomOf(checked ?? {})).toBe(general)
      },
    )

    test.each([
      ['nowhere', /no such channel/],
      ['C0NOWHERE', /no such channel/],
      ['random', /\/invite @Switchboard/],
    ])('%s is refused at its field', async (room, message) => {
      await expect(check(room)).rejects.toMatchObject({
        code: 'invalid_input',
        field: 'room',
        message: expect.stringMatching(message),
      })
    })

    test('is nobody’s own conversation, and none of other companies', async () => {
      const direct = workspace().directWith('U0ADA')
      await expect(check(`#x (${direct.id})`)).rejects.toMatchObject({ code: 'invalid_input', field: 'room' })
      expect(roomOf({ room: direct.id })).toBeNull()
      expect(roomOf({ room: 'general' })).toBeNull()
      expect(roomOf({})).toBeNull()
    })

    test('may be private once the access is granted, and says so before', async () => {
      const [group, closed] = [opened('G0SEVERAL', { isGroup: true }), opened('G0CLOSED', { isPrivate: true })]
      await expect(check(group.id)).rejects.toMatchObject({
        code: 'invalid_input',
        field: 'room',
        message: expect.stringContaining('It may be private'),
      })
      const granted = await connect({ privateRooms: true })
      expect(await check(group.id, granted)).toMatchObject({ room: `Message of several people (${group.id})` })
      expect(await check(closed.id, granted)).toMatchObject({ room: `#${closed.name} (${closed.id})` })
    })
  })

  test('people are asked for once while they are remembered', async () => {
    const given = access({ cacheMinutes: 15 }, { connectionId: 'remembering' })
    const { ts } = workspace().write(general, { user: 'U0PRIYA', text: 'Hello' })
    await tell(general, ts, given)
    sandbox.faults.add({ path: '/slack/api/users.info', kind: 'unavailable' })
    expect((await tell(general, ts, given)).items).toMatchObject([{ sender: { name: 'Priya Raman' } }])
    await failsWithRetry(tell(general, ts))
  })
  const failsWithRetry = (call: Promise<unknown>) =>
    expect(call).rejects.toMatchObject({ code: 'unavailable', retryable: true })

  test('an unknown token, a revoked one and a missing scope are told apart', async () => {
    const { none, readOnly } = await world.weakTokens()
    const request = { cursor: null, limit: 5, since: null }
    const id = await world.deliver()
    await failsWith('unauthorized', source().fetchChanges(accessWith('unknown'), request))
    await failsWith('scope_missing', source().fetchChanges(accessWith(none), request))
    await failsWith('scope_missing', writer().apply(accessWith(readOnly), 'react', id))
    await oauth().revoke(tokens, far)
    await failsWith('grant_revoked', source().checkHealth(access()))
  })

  test.each([
    ['ratelimited', { body: '{"ok":false,"error":"ratelimited"}' }, { code: 'rate_limited', retryable: true }],
    ['a page of HTML', { body: '<html>' }, { code: 'invalid_response', retryable: false }],
    ['a refusal that we do not know', { body: '{"ok":false,"error":"news"}' }, { code: 'invalid_response' }],
  ])('%s', async (_, fault, error) => {
    world.fault('api', fault)
    const caught = await failureOf(source().checkHealth(access()))
    expect(caught).toMatchObject(error)
    expect(inspected(caught)).not.toContain(tokens.accessToken)
  })
})
