import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  fakeProviders,
  grantedTokens,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { deleteExpiredAttempts } from '../../src/connections/delete-expired-attempts'
import { finishConnect } from '../../src/connections/finish-connect'
import { getConnection } from '../../src/connections/read-connections'
import { startConnect } from '../../src/connections/start-connect'
import type { Actor } from '../../src/context'
import type { ProviderAccount, Tokens } from '../../src/ports/connecting'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let account: ProviderAccount
let granted: Partial<Tokens>
let revoked: Tokens[]
let revoke: (tokens: Tokens) => Promise<void>

const needs = [
  { anyOf: ['mail.read'] as [string], required: true, purpose: 'read mail' },
  { anyOf: ['mail.modify'] as [string], required: false, purpose: 'archive mail when a task is done' },
]

beforeEach(async () => {
  revoked = []
  revoke = async (tokens) => void revoked.push(tokens)
  granted = { scopes: ['mail.read', 'mail.modify'] }
  ctx = contextWith({})
  const member = await buildMember(ctx.db)
  actor = member.actor
  account = { id: member.user.id, name: 'ada@northwind.example' }
})

function contextWith(parts: { ownership?: 'personal' | 'shared' }) {
  return testContext(database, {
    providers: fakeProviders({
      ...parts,
      oauth: {
        scopes: () => needs,
        exchange: async () => ({ tokens: grantedTokens(granted), account }),
        revoke: (tokens) => revoke(tokens),
      },
    }),
  })
}

async function start(options: { by?: Actor; connectionId?: string } = {}) {
  const { url } = await startConnect(ctx, options.by ?? actor, {
    provider: 'gmail',
    connectionId: options.connectionId,
  })
  return new URL(
    `http://localhost:3000/api/oauth/gmail/callback?code=c&state=${new URL(url).searchParams.get('state')}`,
  )
}
const finish = (callbackUrl: URL, by = actor) => finishConnect(ctx, by.userId, { provider: 'gmail', callbackUrl })
const connections = () => ctx.db.connection.findMany({ where: { teamId: actor.teamId } })
const refusal = (state: string) => ({ code: 'state_invalid', facts: { state } })

describe('an answer of the provider', () => {
  test('connects the account, stores its secrets and queues the first sync', async () => {
    const { connectionId, created, missing } = await finish(await start())
    expect({ created, missing }).toEqual({ created: true, missing: [] })
    expect(await getConnection(ctx, actor, connectionId)).toMatchObject({
      status: 'connected',
      accountName: 'ada@northwind.example',
      ownerId: actor.userId,
      grantedScopes: ['mail.read', 'mail.modify'],
    })
    expect(await queuedJobs(ctx.db, 'sync-connection')).toContainEqual(
      expect.objectContaining({ payload: { teamId: actor.teamId, connectionId, trigger: 'first' } }),
    )
    expect(revoked).toEqual([])
  })

  test('counts once, also when it comes twice at the same time', async () => {
    const callbackUrl = await start()
    const answers = await Promise.allSettled([finish(callbackUrl), finish(callbackUrl), finish(callbackUrl)])
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(finish(callbackUrl)).rejects.toMatchObject(refusal('replayed'))
    expect(await connections()).toHaveLength(1)
  })

  test('is of no use to another member, and still good for the right one', async () => {
    const callbackUrl = await start()
    const { actor: other } = await buildMember(ctx.db, { teamId: actor.teamId })
    await expect(finish(callbackUrl, other)).rejects.toMatchObject(refusal('unknown'))
    expect(await connections()).toEqual([])
    await finish(callbackUrl)
    expect(await connections()).toHaveLength(1)
  })

  test('is good for ten minutes', async () => {
    const callbackUrl = await start()
    ctx.clock.advance(10 * 60_000)
    await expect(finish(callbackUrl)).rejects.toMatchObject(refusal('expired'))
    const intime = await start()
    ctx.clock.advance(10 * 60_000 - 1)
    await finish(intime)
  })

  test.each(['', '?code=c', '?code=c&state=made-up'])(
    'without a state that we gave out is refused: "%s"',
    async (query) => {
      await start()
      const callbackUrl = new URL(`http://localhost:3000/api/oauth/gmail/callback${query}`)
      await expect(finish(callbackUrl)).rejects.toMatchObject(refusal('unknown'))
    },
  )

  test('that says no connects nothing and is used up', async () => {
    const callbackUrl = await start()
    callbackUrl.searchParams.set('error', 'access_denied')
    await expect(finish(callbackUrl)).rejects.toMatchObject({ code: 'consent_denied' })
    await expect(finish(callbackUrl)).rejects.toMatchObject(refusal('replayed'))
    expect(await connections()).toEqual([])
  })

  test('without the scope to read connects nothing and gives the grant back', async () => {
    granted = { scopes: ['mail.modify'] }
    await expect(finish(await start())).rejects.toMatchObject({
      code: 'scope_missing',
      facts: { purposes: 'read mail' },
    })
    expect(await connections()).toEqual([])
    expect(revoked).toHaveLength(1)
  })

  test('says what was wrong with it also when the grant cannot be given back', async () => {
    granted = { scopes: [] }
    revoke = () => Promise.reject(new Error('down'))
    await expect(finish(await start())).rejects.toMatchObject({ code: 'scope_missing' })
    expect(ctx.logger.lines).toMatchObject([{ level: 'warn', message: 'an unused grant could not be revoked' }])
  })

  test('without an optional scope connects and says what is missing', async () => {
    granted = { scopes: ['mail.read'] }
    const { connectionId, missing } = await finish(await start())
    expect(missing.map(({ purpose }) => purpose)).toEqual(['archive mail when a task is done'])
    expect((await getConnection(ctx, actor, connectionId)).missingScopes).toEqual(['archive mail when a task is done'])
  })

  test('after the member has left the team connects nothing and gives the grant back', async () => {
    const callbackUrl = await start()
    await ctx.db.membership.deleteMany({ where: { userId: actor.userId } })
    await expect(finish(callbackUrl)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await connections()).toEqual([])
    expect(revoked).toHaveLength(1)
  })
})

describe('connecting again', () => {
  test('mends the same connection, with its settings and history', async () => {
    const { connectionId } = await finish(await start())
    await ctx.db.connection.updateMany({
      where: { id: connectionId },
      data: { status: 'error', errorCode: 'grant_revoked', settings: { syncEveryMinutes: 3 }, lastSyncAt: new Date() },
    })
    for (const wanted of [undefined, connectionId]) {
      const again = await finish(await start({ connectionId: wanted }))
      expect(again).toMatchObject({ connectionId, created: false })
    }
    expect(await getConnection(ctx, actor, connectionId)).toMatchObject({
      status: 'connected',
      errorCode: null,
      settings: { syncEveryMinutes: 3 },
    })
    expect(await connections()).toHaveLength(1)
  })

  test('with another account is a conflict, names both and gives the grant back', async () => {
    const connection = await buildConnection(ctx.db, actor, { accountName: 'work@northwind.example' })
    await buildGrant(ctx, connection)
    await expect(finish(await start({ connectionId: connection.id }))).rejects.toMatchObject({
      code: 'conflict',
      facts: { chosen: 'ada@northwind.example', wanted: 'work@northwind.example', connectionId: connection.id },
    })
    expect(revoked).toHaveLength(1)
    expect(await connections()).toHaveLength(1)
  })

  test.each([
    ['an unticked scope', { scopes: ['mail.modify'] }, 'scope_missing'],
    ['another account than the one to be mended', {}, 'conflict'],
  ])('%s leaves the grant of a working connection alone', async (_, fields, code) => {
    const working = await finish(await start())
    const mended = code === 'conflict' ? await buildConnection(ctx.db, actor) : { id: working.connectionId }
    granted = { ...granted, ...fields }
    await expect(finish(await start({ connectionId: mended.id }))).rejects.toMatchObject({ code })
    expect(revoked).toEqual([])
    expect(await getConnection(ctx, actor, working.connectionId)).toMatchObject({ status: 'connected' })
  })

  test('twice at the same time makes one connection, and its grant stays', async () => {
    const addresses = [await start(), await start(), await start()]
    const answers = await Promise.all(addresses.map((address) => finish(address)))
    expect(new Set(answers.map(({ connectionId }) => connectionId)).size).toBe(1)
    expect(answers.filter(({ created }) => created)).toHaveLength(1)
    expect(revoked).toEqual([])
  })

  test('two members of a team may each connect the same personal account', async () => {
    const first = await finish(await start())
    const { actor: other } = await buildMember(ctx.db, { teamId: actor.teamId })
    const second = await finish(await start({ by: other }), other)
    expect(second.created).toBe(true)
    expect(second.connectionId).not.toBe(first.connectionId)
  })
})

describe('starting', () => {
  test('stores neither state nor verifier in the open', async () => {
    const state = (await start()).searchParams.get('state') ?? ''
    const [attempt] = await ctx.db.oAuthAttempt.findMany({ where: { userId: actor.userId } })
    expect(state.length).toBeGreaterThan(40)
    expect(JSON.stringify(attempt)).not.toContain(state)
    expect(attempt?.verifier.split('.')).toHaveLength(5)
  })

  test('a shared provider is for admins', async () => {
    ctx = contextWith({ ownership: 'shared' })
    const { actor: member } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })
    await expect(start({ by: member })).rejects.toMatchObject({ code: 'forbidden' })
    const { connectionId } = await finish(await start())
    expect(await getConnection(ctx, member, connectionId)).toMatchObject({ ownerId: null })
    await expect(start({ by: member, connectionId })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test("another provider's connection cannot be mended with this one", async () => {
    const connection = await buildConnection(ctx.db, actor, { provider: 'slack' })
    await expect(start({ connectionId: connection.id })).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'connectionId',
    })
  })

  test('a provider without keys says which variables are missing', async () => {
    const entry = fakeProviders().gmail
    if (!entry) throw new Error('the registry has Gmail')
    const bare = { ...ctx, providers: { gmail: { ...entry, provider: null, missing: ['GOOGLE_CLIENT_ID'] } } }
    await expect(startConnect(bare, actor, { provider: 'gmail' })).rejects.toMatchObject({
      code: 'not_configured',
      facts: { missing: 'GOOGLE_CLIENT_ID' },
    })
    await expect(startConnect(ctx, actor, { provider: 'notion' })).rejects.toMatchObject({ code: 'not_configured' })
  })
})

test('attempts are deleted a day after they ended', async () => {
  await ctx.db.oAuthAttempt.deleteMany()
  await start()
  ctx.clock.advance(86_400_000)
  expect(await deleteExpiredAttempts(ctx)).toBe(0)
  ctx.clock.advance(11 * 60_000)
  expect(await deleteExpiredAttempts(ctx)).toBe(1)
})
