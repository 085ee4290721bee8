import { createHash } from 'node:crypto'
import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch } from '@switchboard/core/ports/item-source'
import type { Json } from '@switchboard/core/ports/json'
import { systemClock } from '@switchboard/core/system-clock'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProviders } from '@switchboard/providers/registry'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { describeProvider, type ProviderWorld } from '@switchboard/testing/describe-provider'
import { must } from '@switchboard/testing/provider-contract/expectations'
import { email, providerAt, readScope, redirectUri, worldOf } from './gmail-world'

let sandbox: Sandbox
let world: ProviderWorld

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null })
  world = worldOf(sandbox)
})
afterAll(() => sandbox.close())

describeProvider('Gmail', () => world)

describe('Gmail alone', () => {
  const access = async (): Promise<Access> => ({
    connectionId: 'connection-1',
    accessToken: (await world.weakTokens()).readOnly,
    settings: world.provider.settings.parse({}),
    signal: AbortSignal.timeout(30_000),
    timeoutMs: 10_000,
  })

  test('a mail that cannot be read is recorded, and the others of its batch come', async () => {
    const given = await access()
    const broken = await world.deliver()
    sandbox.faults.add({ path: `/gmail/v1/users/me/messages/${broken}`, body: '{"id":"x"}' })
    const batch = await world.provider.source?.fetchChanges(given, { cursor: null, limit: 5, since: null })
    expect(batch?.unreadable).toEqual([{ externalId: broken, reason: expect.stringContaining('could not be read') }])
    expect(batch?.items).toHaveLength(4)
  })

  test('a passing fault in the middle of a batch fails the batch, so that nothing is skipped', async () => {
    const given = await access()
    const id = await world.deliver()
    sandbox.faults.add({ path: `/gmail/v1/users/me/messages/${id}`, status: 503 })
    const request = { cursor: null, limit: 5, since: null }
    await expect(world.provider.source?.fetchChanges(given, request)).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('a mail that is refused for a moment is got again, and none of the others', async () => {
    const given = await access()
    const id = await world.deliver()
    const slowDown = { kind: 'too_many_requests', retryAfter: '0.05', times: 2 } as const
    sandbox.faults.add({ path: `/gmail/v1/users/me/messages/${id}`, ...slowDown })
    const batch = await world.provider.source?.fetchChanges(given, { cursor: null, limit: 5, since: null })
    expect(batch?.items).toHaveLength(5)
    // Who the mailbox is and its list take one call each.
    expect(batch?.apiCalls).toBe(5 + 2 + 2)
  })

  test.each(['list', 'history'])(
    'a long pause in the middle of a %s hands over what was read; after it only the rest is',
    async (phase) => {
      const given = await access()
      const fetch = async (cursor: Json) =>
        must(
          await world.provider.source?.fetchChanges(given, { cursor, limit: phase === 'list' ? 5 : 500, since: null }),
        )
      const from = phase === 'list' ? null : (await fetch((await fetch(null)).cursor)).cursor
      const ids: string[] = []
      for (let count = 0; count < 5; count++) ids.unshift(await world.deliver())
      sandbox.faults.add({ path: `/gmail/v1/users/me/messages/${ids[2]}`, kind: 'too_many_requests', retryAfter: '30' })
      const part = await fetch(from)
      expect(part).toMatchObject({ more: true, pause: { code: 'rate_limited', retryAfterMs: 30_000 } })
      const rest = await fetch(JSON.parse(JSON.stringify(part.cursor)))
      expect(rest.pause).toBeUndefined()
      const idsOf = ({ items }: ChangeBatch) => items.map(({ externalId }) => externalId)
      expect(idsOf(part).length).toBeGreaterThan(0)
      expect(idsOf(rest)).toContain(ids[2])
      expect([...idsOf(part), ...idsOf(rest)].sort()).toEqual(ids.sort())
      // The list or the history, and the mails that are left.
      expect(rest.apiCalls).toBe(1 + idsOf(rest).length)
      // The next page has nothing to do with what was read of this one.
      expect(JSON.stringify(rest.cursor)).not.toContain('"read"')
    },
  )

  test('after the first refusal of a batch nothing more is asked for', async () => {
    const given = await access()
    for (let count = 0; count < 60; count++) await world.deliver()
    const path = '/gmail/v1/users/me/messages/'
    const { id } = sandbox.faults.add({ path, kind: 'too_many_requests', times: 1_000 })
    const request = { cursor: null, limit: 60, since: null }
    await expect(world.provider.source?.fetchChanges(given, request)).rejects.toMatchObject({ code: 'rate_limited' })
    const asked = 1_000 - Number(sandbox.faults.list().find((fault) => fault.id === id)?.times)
    sandbox.faults.clear()
    // Those that were under way, and those that took the place of the first.
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThanOrEqual(25)
  })

  test('only mail with the labels asked for is read', async () => {
    const given = { ...(await access()), settings: world.provider.settings.parse({ filterLabels: ['STARRED'] }) }
    const batch = await world.provider.source?.fetchChanges(given, { cursor: null, limit: 5, since: null })
    expect(batch?.items).toEqual([])
  })

  test.each([
    ['Clients', 2],
    ['clients', 2],
    ['inbox', 5],
  ])('the label %s is found as people write it', async (label, count) => {
    const given = { ...(await access()), settings: world.provider.settings.parse({ filterLabels: [label] }) }
    const first = await world.provider.source?.fetchChanges(given, { cursor: null, limit: 5, since: null })
    expect(first?.items).toHaveLength(count)
  })

  test('history brings mail with an own label', async () => {
    const given = { ...(await access()), settings: world.provider.settings.parse({ filterLabels: ['Clients'] }) }
    const first = await world.provider.source?.fetchChanges(given, { cursor: null, limit: 500, since: null })
    const [id] = [await world.deliver(), await world.deliver()]
    const mailbox = sandbox.store.mailbox(email)
    const message = mailbox.find(id ?? '')
    if (message) mailbox.modify(message, [mailbox.labelId('Clients')], [])
    const cursor = first?.cursor ?? null
    const news = await world.provider.source?.fetchChanges(given, { cursor, limit: 5, since: null })
    expect(news?.items.map(({ externalId }) => externalId)).toEqual([id])
  })

  test('mail that is spam or thrown away is brought by neither list nor history', async () => {
    const given = await access()
    const before = await world.provider.source?.fetchChanges(given, { cursor: null, limit: 500, since: null })
    const mailbox = sandbox.store.mailbox(email)
    const [spam, thrown, plain] = [await world.deliver(), await world.deliver(), await world.deliver()]
    for (const [id, label] of [
      [spam, 'SPAM'],
      [thrown, 'TRASH'],
    ]) {
      const message = mailbox.find(id ?? '')
      if (message) mailbox.modify(message, [label ?? ''], ['INBOX'])
    }
    for (const cursor of [before?.cursor ?? null, null]) {
      const batch = await world.provider.source?.fetchChanges(given, { cursor, limit: 500, since: null })
      const ids = batch?.items.map(({ externalId }) => externalId)
      expect(ids).toContain(plain)
      for (const id of [spam, thrown]) expect(ids).not.toContain(id)
    }
  })

  test('mail that left the inbox or was answered is over, and mail that is back is named; the last move counts', async () => {
    const given = await access()
    const mailbox = sandbox.store.mailbox(email)
    const deliver = async () => {
      const message = mailbox.find(await world.deliver())
      if (!message) throw new Error('It was not delivered.')
      return message
    }
    const [archived, back, thrown, restored, spam, gone, answered, starred] = [
      await deliver(),
      await deliver(),
      await deliver(),
      await deliver(),
      await deliver(),
      await deliver(),
      await deliver(),
      await deliver(),
    ]
    const { historyId } = mailbox.data.messages.reduce((last, one) => (one.historyId > last.historyId ? one : last))
    mailbox.modify(archived, [], ['INBOX', 'UNREAD'])
    mailbox.modify(back, [], ['INBOX', 'UNREAD'])
    mailbox.modify(back, ['INBOX'], [])
    mailbox.modify(thrown, ['TRASH'], ['INBOX'])
    mailbox.modify(restored, ['TRASH'], ['INBOX'])
    mailbox.modify(restored, ['INBOX'], ['TRASH'])
    mailbox.modify(spam, ['SPAM'], ['INBOX'])
    mailbox.remove(gone.id)
    mailbox.modify(starred, ['STARRED'], ['UNREAD'])
    const sent = `From: Ada <${email}>\r\nSubject: Re: News\r\nIn-Reply-To: ${answered.messageId}\r\n`
    const thread = (message: { threadId: string }) => (message.threadId = answered.threadId)
    thread(await mailbox.add(Buffer.from(`${sent}\r\nDone.`), { labels: ['SENT'], receivedAt: new Date() }))
    // What a machine says in one's name is no answer.
    const automatic = Buffer.from(`${sent}Auto-Submitted: auto-replied\r\n\r\nI am away.`)
    const away = await mailbox.add(automatic, { labels: ['SENT'], receivedAt: new Date() })
    away.threadId = archived.threadId
    answered.internalDate -= 1_000
    const cursor = { phase: 'history', historyId: String(historyId), pageToken: null }
    const batch = await world.provider.source?.fetchChanges(given, { cursor, limit: 500, since: null })
    expect(batch?.over?.toSorted((a, b) => a.externalId.localeCompare(b.externalId))).toEqual(
      [
        { externalId: archived.id, reason: 'The mail was archived.', action: 'archive' },
        { externalId: thrown.id, reason: 'The mail was deleted.' },
        { externalId: spam.id, reason: 'The mail was marked as spam.' },
        { externalId: gone.id, reason: 'The mail was deleted.' },
        { externalId: answered.id, reason: 'The mail was answered.' },
      ].toSorted((a, b) => a.externalId.localeCompare(b.externalId)),
    )
    expect(batch?.back?.toSorted()).toEqual([back.id, restored.id].toSorted())
    // The list tells of what is there and closes nothing.
    const list = await world.provider.source?.fetchChanges(given, { cursor: null, limit: 5, since: null })
    expect([list?.over, list?.back]).toEqual([[], []])
  })

  test('a label that is not there is refused, with the field named; one that is gets its own name', async () => {
    const settings = world.provider.source?.checkedSettings
    const check = async (filterLabels: string[]) =>
      settings?.check({ ...(await access()), settings: world.provider.settings.parse({ filterLabels }) })
    const message = 'There is no label ‘Wrok’ in this mailbox.'
    const refused = { code: 'invalid_input', field: 'filterLabels' }
    await expect(check(['INBOX', 'Wrok'])).rejects.toMatchObject({ ...refused, message })
    expect(await check(['inbox', 'clients'])).toEqual({ filterLabels: ['INBOX', 'Clients'] })
    const given = { ...(await access()), settings: world.provider.settings.parse({ filterLabels: ['Wrok'] }) }
    const request = { cursor: null, limit: 5, since: null }
    await expect(world.provider.source?.fetchChanges(given, request)).rejects.toMatchObject({
      ...refused,
      message: `${message} Change the labels in the settings.`,
    })
  })

  test.each([
    ['what is no answer of Gmail', { body: '<html>Please sign in to the network</html>' }, 'invalid_response'],
    ['a refused request', { status: 400 }, 'invalid_response'],
  ])('%s is no damaged mail: the batch fails', async (_, fault, code) => {
    const given = await access()
    const id = await world.deliver()
    sandbox.faults.add({ path: `/gmail/v1/users/me/messages/${id}`, ...fault })
    const request = { cursor: null, limit: 5, since: null }
    await expect(world.provider.source?.fetchChanges(given, request)).rejects.toMatchObject({ code })
  })

  test.each([
    ['insufficientPermissions', 'scope_missing', 'Grant access'],
    ['accessNotConfigured', 'not_configured', 'Google Cloud project'],
    ['domainPolicy', 'not_configured', 'administrators'],
    ['forbidden', 'not_configured', 'An admin'],
  ])('403 for %s says who can mend it', async (reason, code, sentence) => {
    const given = await access()
    const body = JSON.stringify({ error: { code: 403, status: 'PERMISSION_DENIED', errors: [{ reason }] } })
    sandbox.faults.add({ path: '/gmail', status: 403, body })
    await expect(world.provider.source?.checkHealth(given)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    })
  })

  test('changing mail is asked for only while a setting can need it', () => {
    const scopesOf = (settings: object) => world.provider.oauth?.scopes(world.provider.settings.parse(settings))
    expect(scopesOf({ markAsRead: 'never', archive: 'never' })).toMatchObject([{ required: true }])
    expect(scopesOf({ markAsRead: 'never', archive: 'ask' })).toMatchObject([{ required: true }, { required: false }])
  })

  test('times are reckoned by the clock that it is given', async () => {
    const now = new Date('2040-01-01T00:00:00Z')
    const later = providerAt(sandbox.url, { now: () => now })
    const codeVerifier = 'v'.repeat(43)
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
    const request = { redirectUri, state: 's', codeChallenge, scopes: [readScope] }
    const callbackUrl = await world.consent((await later.oauth?.authorizeUrl(request)) ?? new URL(sandbox.url))
    const signal = AbortSignal.timeout(10_000)
    const given = await later.oauth?.exchange({ callbackUrl, redirectUri, state: 's', codeVerifier, signal })
    expect(given?.tokens.expiresAt).toEqual(new Date('2040-01-01T01:00:00Z'))
    const slowDown = { status: 429, retryAfter: 'Sun, 01 Jan 2040 00:00:30 GMT' }
    const waits = { code: 'rate_limited', retryAfterMs: 30_000 }
    sandbox.faults.add({ path: '/gmail', ...slowDown })
    await expect(later.source?.checkHealth(await access())).rejects.toMatchObject(waits)
    sandbox.faults.add({ path: '/google/token', ...slowDown })
    await expect(later.oauth?.refresh(given?.tokens.refreshToken ?? '', signal)).rejects.toMatchObject(waits)
  })

  test('without keys it is listed with what is missing', () => {
    expect(
      createProviders(
        { GOOGLE_OAUTH_URL: 'https://accounts.google.com', PUBLIC_URL: 'http://localhost:3000' },
        systemClock,
      ).gmail,
    ).toMatchObject({
      provider: null,
      missing: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
    })
  })
})
