import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Access } from '@switchboard/core/ports/access'
import type { Json } from '@switchboard/core/ports/json'
import { obstacleOf } from '@switchboard/providers/telegram/config'
import { type Sandbox, startSandbox } from '@switchboard/sandbox/app'
import { describePush, describeToldProvider, type ToldWorld } from '@switchboard/testing/describe-provider'
import { telegramAt, worldOf } from './telegram-world'

let sandbox: Sandbox
let world: ToldWorld
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [], dataDir: null, mailbox: null })
  world = worldOf(sandbox)
})
afterAll(() => sandbox.close())

describeToldProvider('Telegram', () => world, { writes: [{ action: 'react', leaves: { reaction: '👍' } }] })

describePush('Telegram', () => {
  const provider = telegramAt(sandbox.url)
  return {
    provider,
    async accessToken() {
      const { token } = sandbox.store.telegram().data
      return (await provider.form.connect({ token }, AbortSignal.timeout(10_000))).tokens.accessToken
    },
    standing: () => [sandbox.store.telegram().data.webhook?.url ?? []].flat(),
    fault: (fault) => void sandbox.faults.add({ path: '/bot-api', times: 1, ...fault }),
    clearFaults: () => sandbox.faults.clear(),
  }
})

describe('a bot', () => {
  let access: Access
  const provider = () => telegramAt(sandbox.url)
  const connect = (token: string) => provider().form.connect({ token }, AbortSignal.timeout(10_000))
  beforeEach(async () => {
    const { tokens } = await connect(sandbox.store.telegram().data.token)
    const settings: unknown = provider().settings.parse({})
    access = {
      connectionId: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000',
      accessToken: tokens.accessToken,
      settings,
      toldSince: new Date('2026-01-01T00:00:00Z'),
      signal: AbortSignal.timeout(60_000),
      timeoutMs: 5_000,
    }
  })
  afterEach(() => {
    sandbox.store.telegram().setWebhook(null)
    sandbox.store.telegram().data.pending = []
  })
  const webhook = () => sandbox.store.telegram().data.webhook
  const ownAddress = 'http://localhost:9/api/webhooks/telegram/0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000'
  const sync = (toldSince: Date | null | undefined = access.toldSince) =>
    provider().source.fetchChanges(
      { ...access, toldSince: toldSince ?? undefined },
      { cursor: null, limit: 1, since: null },
    )

  test('is known by its number and called by its name', async () => {
    const { account } = await connect(sandbox.store.telegram().data.token)
    expect(account).toEqual({ id: '7000000001', name: '@northwind_switchboard_bot' })
  })

  test('a token is tried as it was pasted; what cannot be one never reaches an address', async () => {
    await expect(connect(`  ${sandbox.store.telegram().data.token}\n`)).resolves.toBeTruthy()
    for (const token of ['12345:abc', '../../x', '1234567:aaaaaaaaaaaaaaaaaaaaaaaaaaaaa/getMe?x', 'bot', '😀'])
      await expect(connect(token)).rejects.toMatchObject({ code: 'invalid_input', field: 'token' })
  })

  test('its messages are asked for at the connection’s own address, with a secret that differs each time', async () => {
    const { expiresAt } = await provider().push.watch(access, '')
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now())
    expect(webhook()).toMatchObject({ url: ownAddress, allowed: ['message', 'edited_message', 'callback_query'] })
    expect(webhook()?.secret).toMatch(/^[\w-]{40,}$/)
    const again = await connect(sandbox.store.telegram().data.token)
    await provider().push.watch({ ...access, accessToken: again.tokens.accessToken }, '')
    expect(access.accessToken).not.toContain(webhook()?.secret)
  })

  test('a sync asks for them anew when another program has taken them over', async () => {
    expect(await sync()).toMatchObject({ apiCalls: 2 })
    expect(await sync()).toMatchObject({ apiCalls: 1 })
    sandbox.store.telegram().setWebhook({ url: 'https://other.example/bot', secret: '', allowed: [], lastError: null })
    await sync()
    expect(webhook()?.url).toBe(ownAddress)
  })

  test('what Telegram cannot deliver is told with its number', async () => {
    await sync()
    sandbox.store.telegram().write(4_101, { id: 4_101, is_bot: false, first_name: 'Ada' }, 'Are you there?')
    const lastError = { at: Math.floor(Date.now() / 1_000), message: 'Connection refused' }
    Object.assign(webhook() ?? {}, { lastError })
    await expect(sync()).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    await expect(sync()).rejects.toThrow(/1 message waits there/)
    // Before it was last asked, or while it is about to be: the bot was mended just now.
    await expect(sync(new Date((lastError.at + 1) * 1_000))).resolves.toBeTruthy()
    await expect(sync(null)).resolves.toBeTruthy()
    await expect(sync(new Date((lastError.at - 1) * 1_000))).rejects.toMatchObject({ code: 'unavailable' })
    // Long ago, and what waits has just come.
    Object.assign(webhook() ?? {}, { lastError: { ...lastError, at: lastError.at - 90_000 } })
    await expect(sync()).resolves.toBeTruthy()
  })

  describe('nobody has seen that messages can come for', () => {
    const begun = new Date('2026-03-02T09:00:00Z')
    const hours = (count: number) => new Date(begun.getTime() + count * 3_600_000)
    const syncAt = (now: Date, cursor: Json, settings: object = {}) => {
      const { source, settings: schema } = telegramAt(sandbox.url, {}, { now: () => now })
      return source.fetchChanges({ ...access, settings: schema.parse(settings) }, { cursor, limit: 1, since: null })
    }

    test.each([
      ['a day, which Telegram bridges', 24, {}, null],
      ['longer: what is older than a day may be gone', 30, {}, { from: begun, to: hours(6) }],
      ['as long as is set between two looks', 24.5, { syncEveryMinutes: 1_440 }, null],
      ['longer than is set between two looks', 26, { syncEveryMinutes: 1_440 }, { from: begun, to: hours(2) }],
    ])('%s', async (_, after, settings, notCovered) => {
      const first = await syncAt(begun, null)
      expect(first.notCovered).toBeNull()
      const next = await syncAt(hours(after), first.cursor, settings)
      expect(next.notCovered).toEqual(notCovered)
      // It is told once.
      expect((await syncAt(hours(after + 1), next.cursor)).notCovered).toBeNull()
    })

    test('as long as messages wait there, none is given up', async () => {
      const { cursor } = await syncAt(begun, null)
      sandbox.store.telegram().write(4_101, { id: 4_101, is_bot: false, first_name: 'Ada' }, 'Are you there?')
      const at = Math.floor(hours(24).getTime() / 1_000)
      Object.assign(webhook() ?? {}, { lastError: { at, message: 'Connection refused' } })
      await expect(syncAt(hours(24), cursor)).rejects.toMatchObject({ code: 'unavailable' })
      sandbox.store.telegram().data.pending = []
      expect((await syncAt(hours(25), cursor)).notCovered).toEqual({ from: begun, to: hours(1) })
    })

    test('what another program was sent is not covered; an address that was never set has been nobody’s', async () => {
      const { cursor } = await syncAt(begun, null)
      const other = { url: 'https://other.example/bot', secret: '', allowed: [], lastError: null }
      sandbox.store.telegram().setWebhook(other)
      const taken = await syncAt(hours(1), cursor)
      expect(taken.notCovered).toEqual({ from: begun, to: hours(1) })
      expect((await syncAt(hours(2), taken.cursor)).notCovered).toBeNull()
      sandbox.store.telegram().setWebhook(null)
      expect((await syncAt(hours(3), taken.cursor)).notCovered).toBeNull()
    })

    test('an unknown time: a cursor of an older version says nothing', async () => {
      expect(await syncAt(begun, {})).toMatchObject({ notCovered: null, cursor: { seenAt: begun.toISOString() } })
    })
  })

  test('a withdrawn token asks to be given anew, and disconnecting is no fault then', async () => {
    await sync()
    sandbox.store.telegram().renewToken()
    await expect(sync()).rejects.toMatchObject({ code: 'unauthorized', retryable: false })
    const tokens = { accessToken: access.accessToken, refreshToken: null, expiresAt: null, scopes: [] }
    await expect(provider().form.disconnect?.(tokens, access.signal)).resolves.toBeUndefined()
    expect(webhook()).not.toBeNull()
  })

  test('disconnecting ends what was asked for, and leaves what is somebody else’s by now', async () => {
    const tokens = { accessToken: access.accessToken, refreshToken: null, expiresAt: null, scopes: [] }
    const other = { url: 'https://other.example/bot', secret: '', allowed: [], lastError: null }
    sandbox.store.telegram().setWebhook(other)
    await provider().form.disconnect?.(tokens, access.signal)
    expect(webhook()).toEqual(other)
    await provider().push.watch(access, '')
    await provider().form.disconnect?.(tokens, access.signal)
    expect(webhook()).toBeNull()
  })

  test('finishing a task reacts, twice as once; opening it again takes it back', async () => {
    const telegram = sandbox.store.telegram()
    const { message_id: id } = telegram.write(4_101, null, 'Please send it.') ?? { message_id: 0 }
    const reactions = () => telegram.chatOf(4_101)?.messages.find(({ message_id }) => message_id === id)?.reaction
    const { inverseOf, apply, revert } = provider().source
    const inverse = await inverseOf?.(access, 'react', `4101:${id}`)
    for (let time = 0; time < 2; time++) await apply?.(access, 'react', `4101:${id}`)
    expect(reactions()).toEqual([{ type: 'emoji', emoji: '👍' }])
    for (let time = 0; time < 2; time++) await revert?.(access, 'react', `4101:${id}`, inverse ?? null)
    expect(reactions()).toEqual([])
    await expect(apply?.(access, 'react', '4101:99999')).rejects.toMatchObject({ code: 'gone' })
    const body = '{"ok":false,"error_code":400,"description":"Bad Request: REACTION_INVALID"}'
    sandbox.faults.add({ path: '/bot-api', times: 1, status: 400, body })
    await expect(apply?.(access, 'react', `4101:${id}`)).rejects.toThrow(/does not let people react/)
    const description = 'Bad Request: group chat was upgraded to a supergroup chat'
    const upgraded = { ok: false, error_code: 400, description, parameters: { migrate_to_chat_id: -1_004_101 } }
    sandbox.faults.add({ path: '/bot-api', times: 1, status: 400, body: JSON.stringify(upgraded) })
    await expect(apply?.(access, 'react', `4101:${id}`)).rejects.toThrow(/older messages cannot be reached/)
  })

  test('Telegram’s own server is not asked to call an address that it cannot reach', async () => {
    const atTelegram = telegramAt('', { apiUrl: 'https://api.telegram.org' })
    expect(atTelegram.form.guide).toContain('Messages come once PUBLIC_URL is one.')
    await expect(atTelegram.push.watch(access, '')).rejects.toMatchObject({ code: 'not_configured' })
    expect(provider().form.guide).not.toContain('PUBLIC_URL')
  })

  test.each([
    ['https://switchboard.example.com', true],
    ['https://switchboard.example.com:8443', true],
    ['https://switchboard.example.com:3000', false],
    ['http://switchboard.example.com', false],
    ['https://localhost', false],
    ['https://192.168.1.4', false],
    ['https://office.local', false],
    ['https://[::1]:8443', false],
  ])('%s: reached by Telegram %s', (publicUrl, isReached) => {
    expect(obstacleOf({ apiUrl: 'https://api.telegram.org', publicUrl }) === null).toBe(isReached)
  })
})
