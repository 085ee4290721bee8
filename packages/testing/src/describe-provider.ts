import { createHash, randomBytes } from 'node:crypto'
import { itemSnapshotSchema, type ItemSnapshot } from '@switchboard/core/items'
import { settingFormOf } from '@switchboard/core/connections/setting-form'
import { commonSettingsSchema } from '@switchboard/core/connections/settings'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access, Json, OAuthCapability, Provider, Tokens, WriteBackAction } from '@switchboard/core/ports'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

/** What goes wrong at the stand-in, for its next request. */
export type ProviderFault = { status?: number; retryAfter?: string; delayMs?: number; body?: string }

/** A provider beside a stand-in of its service, and what a test does on the service's side. */
export type ProviderWorld = {
  provider: Provider
  redirectUri: string
  /** The person agrees to what the address asks for, or refuses; answers the address they come back to. */
  consent(url: URL, decision?: 'allow' | 'deny'): Promise<URL>
  /** A token without the scope to read, and one that may read and not change. */
  weakTokens(): Promise<{ none: string; readOnly: string }>
  /** Makes a new item there; answers its id. */
  deliver(): Promise<string>
  remove(externalId: string): Promise<void>
  /** What a write-back changes. */
  stateOf(externalId: string): { unread: boolean; archived: boolean }
  /** The service forgets what happened so far. */
  expireCursor(): Promise<void>
  /** For the next requests to the API, or to the authorisation server. */
  fault(where: 'api' | 'oauth', fault: ProviderFault): void
  clearFaults(): void
  rotateRefreshTokens(on: boolean): void
}

const far = AbortSignal.timeout(120_000)
const state = 'state-1'

/** The promises that ports.ts makes about a provider with `oauth` and `source`; every provider runs them on its own stand-in. */
export function describeProvider(name: string, world: () => ProviderWorld): void {
  const oauth = (): OAuthCapability => must(world().provider.oauth)
  const source = () => must(world().provider.source)

  async function authorize() {
    const codeVerifier = randomBytes(32).toString('base64url')
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
    const settings: unknown = world().provider.settings.parse({})
    const scopes = oauth()
      .scopes(settings)
      .map(({ anyOf }) => anyOf[0])
    const { redirectUri } = world()
    return { url: await oauth().authorizeUrl({ redirectUri, state, codeChallenge, scopes }), codeVerifier, redirectUri }
  }
  async function connect(): Promise<Tokens & { account: string }> {
    const { url, ...rest } = await authorize()
    const callbackUrl = await world().consent(url)
    const { tokens, account } = await oauth().exchange({ callbackUrl, state, signal: far, ...rest })
    return { ...tokens, account: account.name }
  }
  const accessWith = (accessToken: string, more: Partial<Access> = {}): Access => ({
    connectionId: 'connection-1',
    accessToken,
    settings: world().provider.settings.parse({}),
    signal: far,
    timeoutMs: 10_000,
    ...more,
  })

  describe(`${name}: settings`, () => {
    const settings = () => world().provider.settings
    const fields = () => settingFormOf(settings()).flatMap((group) => group.fields)
    /** What people read of a value; null when it is taken. */
    const refusal = (key: string, value: unknown) =>
      settings().safeParse({ [key]: value }).error?.issues[0]?.message ?? null

    test('each has a default, and a label, a hint and a group for the page', () => {
      // A field without its words throws.
      expect(
        fields()
          .map(({ key }) => key)
          .sort(),
      ).toEqual(Object.keys(settings().parse({})).sort())
      expect(new Set(fields().map(({ label }) => label)).size).toBe(fields().length)
    })

    test('those that every source has are among them', () => {
      expect(settings().parse({})).toMatchObject(commonSettingsSchema.parse({}))
    })

    test('a value that does not fit is refused in the words of the page', () => {
      for (const { key, label } of fields()) expect(refusal(key, {})).toMatch(`${label}: `)
    })

    test('numbers keep the limits that the page shows, and are empty only where it lets them', () => {
      for (const field of fields()) {
        if (field.kind !== 'number' && field.kind !== 'percent') continue
        const { key, min, max } = field
        const unit = field.kind === 'percent' ? 100 : 1
        expect([min, max].map((value) => refusal(key, value / unit))).toEqual([null, null])
        for (const value of [min - 1, max + 1])
          expect(refusal(key, value / unit)).toContain(`from ${min} to ${max.toLocaleString('en')}`)
        expect(refusal(key, null) === null).toBe(field.kind === 'number' && field.mayBeEmpty)
      }
    })

    test('each choice that the page offers is taken', () => {
      for (const field of fields()) {
        if (field.kind !== 'choice') continue
        expect(field.options.map(({ value }) => refusal(field.key, value))).toEqual(field.options.map(() => null))
      }
    })
  })

  describe(`${name}: OAuth`, () => {
    test('asks with state, PKCE and the redirect address', async () => {
      const { url, redirectUri } = await authorize()
      const asked = Object.fromEntries(url.searchParams)
      expect(asked).toMatchObject({
        response_type: 'code',
        state,
        redirect_uri: redirectUri,
        code_challenge_method: 'S256',
      })
      for (const { anyOf } of oauth().scopes(world().provider.settings.parse({})))
        expect(asked.scope).toContain(anyOf[0])
    })

    test('gives tokens, their scopes, and whose they are', async () => {
      const tokens = await connect()
      expect(tokens.refreshToken).toBeTruthy()
      expect(tokens.expiresAt?.getTime()).toBeGreaterThan(Date.now())
      for (const { anyOf } of oauth().scopes(world().provider.settings.parse({})))
        expect(tokens.scopes).toContain(anyOf[0])
      expect(await source().checkHealth(accessWith(tokens.accessToken))).toMatchObject({ name: tokens.account })
    })

    test('a person who refuses is told apart from a fault', async () => {
      const { url, ...rest } = await authorize()
      const callbackUrl = await world().consent(url, 'deny')
      await failsWith('consent_denied', oauth().exchange({ callbackUrl, state, signal: far, ...rest }))
    })

    test('another state, another issuer, a wrong verifier, a used code: nothing is given', async () => {
      const { url, ...rest } = await authorize()
      const callbackUrl = await world().consent(url)
      const exchange = (changes: Partial<Parameters<OAuthCapability['exchange']>[0]>) =>
        oauth().exchange({ callbackUrl, state, signal: far, ...rest, ...changes })
      const otherIssuer = new URL(callbackUrl)
      otherIssuer.searchParams.set('iss', 'https://issuer.example')
      await failsWith('invalid_response', exchange({ state: 'state-2' }))
      await failsWith('invalid_response', exchange({ callbackUrl: otherIssuer }))
      await failsWith('grant_revoked', exchange({ codeVerifier: randomBytes(32).toString('base64url') }))
      const { tokens } = await exchange({})
      await failsWith('grant_revoked', exchange({}))
      // A code that comes twice was stolen: what it gave is gone.
      await failsWith('unauthorized', source().checkHealth(accessWith(tokens.accessToken)))
    })

    test('refreshes; an omitted refresh token is null and the old one goes on working', async () => {
      const { refreshToken, accessToken } = await connect()
      const first = await oauth().refresh(must(refreshToken), far)
      expect(first).toMatchObject({ refreshToken: null })
      expect(first.accessToken).not.toBe(accessToken)
      expect((await oauth().refresh(must(refreshToken), far)).accessToken).not.toBe(first.accessToken)
    })

    test('a rotated refresh token replaces the old one', async () => {
      const { refreshToken } = await connect()
      world().rotateRefreshTokens(true)
      try {
        const next = await oauth().refresh(must(refreshToken), far)
        expect(next.refreshToken).not.toBe(refreshToken)
        await failsWith('grant_revoked', oauth().refresh(must(refreshToken), far))
        expect((await oauth().refresh(must(next.refreshToken), far)).accessToken).toBeTruthy()
      } finally {
        world().rotateRefreshTokens(false)
      }
    })

    test('revoking ends the grant; once more is no fault', async () => {
      const tokens = await connect()
      await oauth().revoke(tokens, far)
      await failsWith('unauthorized', source().checkHealth(accessWith(tokens.accessToken)))
      await failsWith('grant_revoked', oauth().refresh(must(tokens.refreshToken), far))
      await oauth().revoke(tokens, far)
    })

    test.each([
      ['503', { status: 503 }, { code: 'unavailable', retryable: true }],
      ['a page of HTML', { status: 502, body: '<html>Bad gateway</html>' }, { code: 'unavailable', retryable: true }],
      ['429', { status: 429 }, { code: 'rate_limited', retryable: true }],
      ['rubbish', { body: '{"hello":1}' }, { code: 'invalid_response', retryable: false }],
      ['an answer that comes too late', { delayMs: 5_000 }, { code: 'timeout', retryable: true }],
    ])('a refresh that meets %s', async (_, fault, error) => {
      const { refreshToken } = await connect()
      world().fault('oauth', fault)
      const signal = AbortSignal.timeout('delayMs' in fault ? 100 : 10_000)
      await expect(oauth().refresh(must(refreshToken), signal)).rejects.toMatchObject(error)
    })
  })

  describe(`${name}: items`, () => {
    let tokens: Tokens
    const access = (more: Partial<Access> = {}) => accessWith(tokens.accessToken, more)
    beforeEach(async () => void (tokens = await connect()))
    afterEach(() => world().clearFaults())

    /** Everything there is from a cursor on, as the sync engine asks for it. */
    async function fetchAll(from: Json, limit = 20, since: Date | null = null) {
      const items: ItemSnapshot[] = []
      let cursor = from
      for (let calls = 0; calls < 200; calls++) {
        const batch = await source().fetchChanges(access(), { cursor, limit, since: cursor === null ? since : null })
        expect(batch.items.length).toBeLessThanOrEqual(limit)
        expect(batch.apiCalls).toBeGreaterThan(0)
        expect(batch.unreadable).toEqual([])
        items.push(...batch.items)
        // A cursor is stored as JSON between two calls.
        cursor = JSON.parse(JSON.stringify(batch.cursor))
        if (!batch.more) return { items, cursor }
      }
      throw new Error('There was always more.')
    }

    test('the first fetch brings each unread item once, in the one form', async () => {
      const { items } = await fetchAll(null, 7)
      expect(items.length).toBeGreaterThan(7)
      expect(new Set(items.map(({ externalId }) => externalId)).size).toBe(items.length)
      for (const item of items) {
        expect(itemSnapshotSchema.parse(item)).toEqual(item)
        expect(world().stateOf(item.externalId).unread).toBe(true)
      }
    })

    test('then what is new, once; the same cursor gives the same again', async () => {
      const { cursor } = await fetchAll(null)
      expect((await fetchAll(cursor)).items).toEqual([])
      const ids = [await world().deliver(), await world().deliver()]
      const news = await fetchAll(cursor)
      expect(news.items.map(({ externalId }) => externalId).sort()).toEqual(ids.sort())
      expect((await fetchAll(cursor)).items).toEqual(news.items)
      expect((await fetchAll(news.cursor)).items).toEqual([])
    })

    test('what arrives while the first fetch is under way is not lost', async () => {
      const first = await source().fetchChanges(access(), { cursor: null, limit: 5, since: null })
      const id = await world().deliver()
      const { items } = await fetchAll(first.cursor, 5)
      expect(items.map(({ externalId }) => externalId)).toContain(id)
    })

    test('a resync brings nothing from before its bound', async () => {
      const { items } = await fetchAll(null)
      const times = items.map(({ receivedAt }) => Date.parse(receivedAt)).sort((a, b) => a - b)
      const since = new Date(must(times[Math.floor(times.length / 2)]))
      const bounded = (await fetchAll(null, 20, since)).items
      expect(bounded.length).toBeGreaterThan(0)
      expect(bounded.length).toBeLessThan(items.length)
      // Services count in seconds.
      for (const { receivedAt } of bounded)
        expect(Date.parse(receivedAt)).toBeGreaterThanOrEqual(since.getTime() - 1_000)
    })

    test('a forgotten cursor says so', async () => {
      const { cursor } = await fetchAll(null)
      await world().expireCursor()
      await failsWith('cursor_expired', source().fetchChanges(access(), { cursor, limit: 20, since: null }))
    })

    test('an item that is gone is no fault of the batch, and says so when it is asked for', async () => {
      const { cursor } = await fetchAll(null)
      const id = await world().deliver()
      await world().remove(id)
      expect((await fetchAll(cursor)).items).toEqual([])
      await failsWith('gone', source().apply(access(), 'archive', id))
    })

    test('an unknown token and a missing scope are told apart', async () => {
      const { none, readOnly } = await world().weakTokens()
      const request = { cursor: null, limit: 5, since: null }
      const id = await world().deliver()
      await failsWith('unauthorized', source().fetchChanges(accessWith('unknown'), request))
      await failsWith('scope_missing', source().fetchChanges(accessWith(none), request))
      await failsWith('scope_missing', source().apply(accessWith(readOnly), 'archive', id))
      expect((await source().fetchChanges(accessWith(readOnly), request)).items).not.toEqual([])
    })

    test.each([
      [
        '429 with seconds',
        { status: 429, retryAfter: '7' },
        { code: 'rate_limited', retryable: true, retryAfterMs: 7_000 },
      ],
      ['429 without', { status: 429 }, { code: 'rate_limited', retryable: true, retryAfterMs: undefined }],
      ['500', { status: 500 }, { code: 'unavailable', retryable: true }],
      ['503', { status: 503 }, { code: 'unavailable', retryable: true }],
      ['400', { status: 400 }, { code: 'invalid_response', retryable: false }],
      ['rubbish', { body: '{"hello":1}' }, { code: 'invalid_response', retryable: false }],
      ['an answer that comes too late', { delayMs: 5_000 }, { code: 'timeout', retryable: true }],
    ])('%s', async (_, fault, error) => {
      world().fault('api', fault)
      const caught = await failureOf(source().checkHealth(access({ timeoutMs: 'delayMs' in fault ? 100 : 10_000 })))
      expect(caught).toMatchObject(error)
      // Vendors' errors carry the request with its token.
      expect(inspected(caught)).not.toContain(tokens.accessToken)
    })

    test('429 with a date', async () => {
      world().fault('api', { status: 429, retryAfter: new Date(Date.now() + 60_000).toUTCString() })
      const caught = await failureOf(source().checkHealth(access()))
      expect(caught.retryAfterMs).toBeGreaterThan(50_000)
      expect(caught.retryAfterMs).toBeLessThanOrEqual(60_000)
    })

    test('a stopped call ends at once', async () => {
      world().fault('api', { delayMs: 20_000 })
      await failsWith('timeout', source().checkHealth(access({ signal: AbortSignal.timeout(100) })))
    })

    test.each<WriteBackAction>(['mark_read', 'archive'])(
      '%s: done twice is done once, and taken back',
      async (action) => {
        const id = await world().deliver()
        const before = world().stateOf(id)
        const inverse = await source().inverseOf(access(), action, id)
        for (let time = 0; time < 2; time++) await source().apply(access(), action, id)
        const after = { ...before, ...(action === 'mark_read' ? { unread: false } : { archived: true }) }
        expect(world().stateOf(id)).toEqual(after)
        // Read again, it would say that there is nothing to take back; a stored inverse still does.
        const late = await source().inverseOf(access(), action, id)
        await source().revert(access(), action, id, late)
        expect(world().stateOf(id)).toEqual(after)
        const stored: Json = JSON.parse(JSON.stringify(inverse))
        for (let time = 0; time < 2; time++) await source().revert(access(), action, id, stored)
        expect(world().stateOf(id)).toEqual(before)
      },
    )
  })
}

async function failureOf(call: Promise<unknown>): Promise<SwitchboardError> {
  try {
    await call
  } catch (error) {
    if (isSwitchboardError(error)) return error
    throw error
  }
  throw new Error('The call succeeded.')
}

async function failsWith(code: SwitchboardError['code'], call: Promise<unknown>): Promise<void> {
  const error = await failureOf(call)
  expect({ code: error.code, retryable: error.retryable }).toEqual({ code, retryable: code === 'timeout' })
}

/** All that a logger could print of an error. */
function inspected(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error ?? null)
  return [error.message, error.stack, JSON.stringify(error), error.cause ? inspected(error.cause) : ''].join('\n')
}

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The contract needs this capability.')
  return value
}
