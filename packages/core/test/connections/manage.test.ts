import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildItem,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  fakeProviders,
  grantedTokens,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { checkConnection, checkDueConnections } from '../../src/connections/check-connection'
import { storeTokens } from '../../src/connections/credentials'
import { disconnectConnection } from '../../src/connections/disconnect-connection'
import { pauseConnection, resumeConnection } from '../../src/connections/pause-connection'
import { getConnection, listAvailableProviders, listConnections } from '../../src/connections/read-connections'
import { settingFormOf } from '../../src/connections/setting-form'
import { commonSettingsSchema } from '../../src/connections/settings'
import { updateConnectionSettings } from '../../src/connections/update-connection-settings'
import type { Actor } from '../../src/context'
import { SwitchboardError } from '../../src/errors'
import type { ProviderAccount, Tokens } from '../../src/ports/connecting'
import { commitDuring } from '../tasks/commit-during'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let connection: Awaited<ReturnType<typeof buildConnection>>
let revoke: (tokens: Tokens) => Promise<void>
let health: () => Promise<ProviderAccount>
let checkSettings: (settings: unknown) => Promise<Record<string, unknown>>

beforeEach(async () => {
  revoke = async () => undefined
  checkSettings = async () => ({})
  health = async () => ({ id: 'account-1', name: 'ada@northwind.example' })
  ctx = testContext(database, {
    providers: fakeProviders({
      oauth: { revoke: (tokens) => revoke(tokens) },
      source: {
        checkHealth: () => health(),
        checkedSettings: { fields: ['archive'], check: ({ settings }) => checkSettings(settings) },
      },
    }),
  })
  actor = (await buildMember(ctx.db)).actor
  connection = await buildConnection(ctx.db, actor, { grantedScopes: ['mail.read'] })
  await buildGrant(ctx, connection)
})

const set = (data: Parameters<typeof ctx.db.connection.updateMany>[0]['data']) =>
  ctx.db.connection.updateMany({ where: { id: connection.id }, data })
const minuteMs = 60_000
const later = (ms: number) => new Date(ctx.clock.now().getTime() + ms)

describe('settings', () => {
  const save = (settings: Record<string, unknown>) =>
    updateConnectionSettings(ctx, actor, { id: connection.id, settings })

  describe('of which a newer schema refuses a stored one', () => {
    beforeEach(() => set({ settings: { syncEveryMinutes: 9_999, archive: 'sometimes', maxRetries: 2 } }))

    test('are shown as they are', async () => {
      expect((await getConnection(ctx, actor, connection.id)).settings).toMatchObject({
        syncEveryMinutes: 9_999,
        maxRetries: 2,
        autoApprove: false,
      })
      expect((await listConnections(ctx, actor)).items).toMatchObject([{ id: connection.id }])
    })

    test('are mended by giving that one anew; until then each fault names its field', async () => {
      await expect(save({ autoApprove: true })).rejects.toMatchObject({
        code: 'invalid_input',
        faults: [{ field: 'syncEveryMinutes' }, { field: 'archive' }],
      })
      const { settings } = await save({ syncEveryMinutes: 30, archive: 'ask' })
      expect(settings).toMatchObject({ syncEveryMinutes: 30, archive: 'ask', maxRetries: 2 })
    })
  })

  test.each<[string, unknown]>([
    ['syncEveryMinutes', 0],
    ['syncEveryMinutes', 1_441],
    ['syncEveryMinutes', 2.5],
    ['syncEveryMinutes', '15'],
    ['autoApprove', 'yes'],
    ['autoApproveThreshold', 0.4],
    ['autoApproveThreshold', 1.1],
    ['autoApproveThreshold', Number.NaN],
    ['lessLikelyThreshold', 0.9],
    ['requestTimeoutSeconds', 0],
    ['requestTimeoutSeconds', 3_601],
    ['maxRetries', 11],
    ['markAsRead', 'sometimes'],
    ['archive', null],
  ])('%s = %s is refused, with the field named, and nothing is saved', async (field, value) => {
    await expect(save({ maxRetries: 2, [field]: value })).rejects.toMatchObject({ code: 'invalid_input', field })
    expect(await ctx.db.connection.findFirst({ where: { id: connection.id } })).toMatchObject({ settings: {} })
  })

  test.each<[string, unknown, string]>([
    ['syncEveryMinutes', 0, 'Sync every: give a whole number of minutes from 1 to 1,440.'],
    ['syncEveryMinutes', null, 'Sync every: give a whole number of minutes from 1 to 1,440.'],
    ['autoApprove', 'yes', 'Approve automatically: switch it on or off.'],
    ['autoApproveThreshold', 0.4, 'Sure enough is: give a percentage from 50 to 100.'],
    ['autoApproveThreshold', Number.NaN, 'Sure enough is: give a percentage from 50 to 100.'],
    ['lessLikelyThreshold', 0.9, 'Less likely is below: give a percentage from 20 to 85.'],
    ['maxRetries', 2.5, 'Try again: give a whole number of times from 0 to 10.'],
    ['archive', null, 'Archive it: choose Always, Ask me or Never.'],
  ])('%s = %s: what does fit is said as the page puts it', async (field, value, message) => {
    await expect(save({ [field]: value })).rejects.toMatchObject({ field, message })
  })

  test('come with the form that shows them, also while the provider lacks its keys', async () => {
    const shown = await getConnection(ctx, actor, connection.id)
    expect(shown.settingGroups).toEqual(settingFormOf(fakeProviders().gmail?.settings ?? commonSettingsSchema))
    expect(shown.settingGroups.at(-1)?.fields.map(({ key }) => key)).toEqual(['markAsRead', 'archive'])
    const { gmail } = fakeProviders()
    if (!gmail) throw new Error('The fake stands in for Gmail.')
    const keyless = { ...ctx, providers: { gmail: { ...gmail, provider: null, missing: ['KEY'] } } }
    expect(await getConnection(keyless, actor, connection.id)).toMatchObject({
      settings: { syncEveryMinutes: 15 },
      settingGroups: shown.settingGroups,
      words: { item: 'mail', service: 'Google' },
    })
  })

  test('absent ones keep their value, unknown ones are dropped', async () => {
    await save({ autoApprove: true, archive: 'never' })
    const { settings } = await save({ syncEveryMinutes: 5, colour: 'red' })
    expect(settings).toMatchObject({ autoApprove: true, archive: 'never', syncEveryMinutes: 5, markAsRead: 'auto' })
    expect(settings).not.toHaveProperty('colour')
  })

  test('a shorter interval counts from the last sync; a paused connection stays unscheduled', async () => {
    const lastSyncAt = later(-2 * minuteMs)
    await set({ lastSyncAt, nextSyncAt: later(13 * minuteMs) })
    expect((await save({ syncEveryMinutes: 5 })).nextSyncAt).toEqual(later(3 * minuteMs))
    await set({ status: 'paused', nextSyncAt: null })
    expect((await save({ syncEveryMinutes: 1 })).nextSyncAt).toBeNull()
  })

  test('that leave the interval alone leave the schedule alone; a new one does not shorten a wait that was asked for', async () => {
    await set({ lastSyncAt: later(-20 * minuteMs), nextSyncAt: later(minuteMs) })
    expect((await save({ autoApprove: true })).nextSyncAt).toEqual(later(minuteMs))
    await set({ errorCode: 'rate_limited', nextSyncAt: later(50 * minuteMs) })
    expect((await save({ syncEveryMinutes: 1 })).nextSyncAt).toEqual(later(50 * minuteMs))
  })

  test('saved by two at the same time are both kept', async () => {
    await Promise.all([save({ autoApprove: true }), save({ maxRetries: 2 }), save({ syncEveryMinutes: 7 })])
    const { settings } = await getConnection(ctx, actor, connection.id)
    expect(settings).toMatchObject({ autoApprove: true, maxRetries: 2, syncEveryMinutes: 7 })
  })

  test('that only the service can judge are asked about when they change, and stored as it answers', async () => {
    const asked: unknown[] = []
    checkSettings = async (settings) => {
      asked.push(settings)
      return { archive: 'ask' }
    }
    await save({ archive: 'auto', maxRetries: 2 })
    expect(asked).toEqual([])
    expect((await save({ archive: 'never' })).settings).toMatchObject({ archive: 'ask', maxRetries: 2 })
    expect(asked).toEqual([expect.objectContaining({ archive: 'never', maxRetries: 2 })])
  })

  test('that the service refuses are not saved; those that it takes mend a sync that stopped at them', async () => {
    await set({ status: 'error', errorCode: 'invalid_input', errorMessage: 'No such label.', nextSyncAt: null })
    checkSettings = () => Promise.reject(new SwitchboardError('invalid_input', 'No.', { field: 'archive' }))
    await expect(save({ archive: 'never' })).rejects.toMatchObject({ code: 'invalid_input', field: 'archive' })
    expect(await getConnection(ctx, actor, connection.id)).toMatchObject({
      status: 'error',
      settings: { archive: 'auto' },
    })
    checkSettings = async () => ({})
    expect(await save({ archive: 'never' })).toMatchObject({
      status: 'connected',
      errorCode: null,
      errorMessage: null,
      nextSyncAt: ctx.clock.now(),
    })
  })

  test('that do not fit are named together with those that the service refuses, in the order of the form', async () => {
    const asked: unknown[] = []
    checkSettings = (settings) => {
      asked.push(settings)
      return Promise.reject(new SwitchboardError('invalid_input', 'No such label.', { field: 'archive' }))
    }
    await set({ settings: { syncEveryMinutes: 30 } })
    const wrong = { archive: 'never', markAsRead: 'sometimes', maxRetries: 99, syncEveryMinutes: 0 }
    await expect(save(wrong)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'syncEveryMinutes',
      faults: [
        { field: 'syncEveryMinutes' },
        { field: 'maxRetries' },
        { field: 'markAsRead' },
        { field: 'archive', message: 'No such label.' },
      ],
    })
    expect(asked).toEqual([expect.objectContaining({ archive: 'never', maxRetries: 4 })])
    // Whether the service takes the others, or cannot be asked, those that do not fit are refused.
    const down = () => Promise.reject(new SwitchboardError('unavailable', 'down', { retryable: true }))
    for (const answer of [async () => ({}), down]) {
      checkSettings = answer
      await expect(save(wrong)).rejects.toMatchObject({
        faults: [{ field: 'syncEveryMinutes' }, { field: 'maxRetries' }, { field: 'markAsRead' }],
      })
    }
    // One that does not fit itself is nothing to ask about.
    asked.length = 0
    await expect(save({ archive: 'sometimes' })).rejects.toMatchObject({ faults: [{ field: 'archive' }] })
    expect(asked).toEqual([])
  })

  test('of a shared connection are for admins', async () => {
    await set({ ownerId: null })
    const { actor: member } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })
    expect(await getConnection(ctx, member, connection.id)).toMatchObject({ ownerId: null })
    await expect(
      updateConnectionSettings(ctx, member, { id: connection.id, settings: { autoApprove: true } }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('the same account of two members says so to both, and of nobody who has no more to do with it', async () => {
  const { actor: ben } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'member', name: 'Ben Okafor' })
  const { actor: stranger } = await buildMember(ctx.db)
  const { accountId } = connection
  const { id } = await buildConnection(ctx.db, ben, { accountId })
  await buildConnection(ctx.db, stranger, { accountId })
  await buildConnection(ctx.db, ben)
  const others = async (by: Actor) =>
    Object.fromEntries((await listConnections(ctx, by)).items.map((item) => [item.id, item.alsoConnectedBy]))
  expect(await others(actor)).toEqual({ [connection.id]: ['Ben Okafor'] })
  expect(await others(ben)).toMatchObject({ [id]: ['Ada Lindqvist'] })
  expect(Object.values(await others(ben))).toContainEqual([])
  expect(Object.values(await others(stranger))).toEqual([[]])
  expect(await getConnection(ctx, ben, id)).toMatchObject({ alsoConnectedBy: ['Ada Lindqvist'] })
  await disconnectConnection(ctx, ben, id)
  expect(await others(actor)).toEqual({ [connection.id]: [] })
  expect(await getConnection(ctx, ben, id)).toMatchObject({ alsoConnectedBy: [] })
  await ctx.db.connection.updateMany({ where: { id }, data: { status: 'paused' } })
  await ctx.db.membership.deleteMany({ where: { userId: actor.userId } })
  expect(await getConnection(ctx, ben, id)).toMatchObject({ alsoConnectedBy: [] })
})

describe('pausing', () => {
  test('stops schedule and running sync; resuming goes on at once', async () => {
    const run = await ctx.db.syncRun.create({
      data: { teamId: actor.teamId, connectionId: connection.id, trigger: 'schedule' },
    })
    expect(await pauseConnection(ctx, actor, connection.id)).toMatchObject({ status: 'paused', nextSyncAt: null })
    expect(await ctx.db.syncRun.findFirst({ where: { id: run.id } })).toMatchObject({ stopAsked: true })
    await pauseConnection(ctx, actor, connection.id)
    expect(await resumeConnection(ctx, actor, connection.id)).toMatchObject({
      status: 'connected',
      nextSyncAt: ctx.clock.now(),
    })
    expect((await queuedJobs(ctx.db, 'sync-connection')).map(({ payload }) => payload)).toContainEqual({
      teamId: actor.teamId,
      connectionId: connection.id,
      trigger: 'manual',
    })
    // A second press finds it at work, and queues nothing.
    const before = await queuedJobs(ctx.db, 'sync-connection')
    expect(await resumeConnection(ctx, actor, connection.id)).toMatchObject({ status: 'connected' })
    expect(await queuedJobs(ctx.db, 'sync-connection')).toEqual(before)
  })

  test('does not shorten a pause that the provider has asked for', async () => {
    await set({ notBefore: later(10 * minuteMs) })
    await pauseConnection(ctx, actor, connection.id)
    await resumeConnection(ctx, actor, connection.id)
    const jobs = await queuedJobs(ctx.db, 'sync-connection')
    expect(jobs.find(({ payload }) => JSON.stringify(payload).includes(connection.id))).toMatchObject({
      runAt: later(10 * minuteMs),
    })
  })

  test.each(['error', 'disconnected'] as const)('is refused in the state %s', async (status) => {
    await set({ status })
    await expect(pauseConnection(ctx, actor, connection.id)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('disconnecting', () => {
  const end = () => disconnectConnection(ctx, actor, connection.id)
  const secrets = () => ctx.db.credential.count({ where: { connectionId: connection.id } })

  test('ends the grant, deletes the secrets, keeps the history and stops what runs', async () => {
    const revoked: Tokens[] = []
    revoke = async (tokens) => void revoked.push(tokens)
    await buildSuggestion(ctx.db, connection)
    const key = { teamId: actor.teamId, connectionId: connection.id }
    await ctx.db.syncRun.create({ data: { ...key, trigger: 'schedule' } })
    expect(await end()).toMatchObject({ status: 'disconnected', errorMessage: null, nextSyncAt: null })
    expect(revoked).toHaveLength(1)
    expect(await secrets()).toBe(0)
    expect(await ctx.db.suggestion.count({ where: key })).toBe(1)
    expect(await ctx.db.syncRun.findFirst({ where: key })).toMatchObject({ stopAsked: true })
    expect((await listConnections(ctx, actor)).items).toEqual([])
    await end()
    expect(revoked).toHaveLength(1)
  })

  test('leaves a grant alone that another team lives by, and the last one ends it', async () => {
    const revoked: Tokens[] = []
    revoke = async (tokens) => void revoked.push(tokens)
    const { actor: elsewhere } = await buildMember(ctx.db)
    const other = await buildConnection(ctx.db, elsewhere, { accountId: connection.accountId })
    await buildGrant(ctx, other)
    expect(await end()).toMatchObject({ status: 'disconnected', errorMessage: null })
    expect(revoked).toEqual([])
    expect(await secrets()).toBe(0)
    await disconnectConnection(ctx, elsewhere, other.id)
    expect(revoked).toHaveLength(1)
  })

  test('deletes the secrets also when the provider does not answer, and says so', async () => {
    revoke = () => Promise.reject(new SwitchboardError('unavailable', 'down', { retryable: true }))
    expect(await end()).toMatchObject({
      status: 'disconnected',
      errorCode: 'unavailable',
      errorMessage: expect.stringContaining('Remove Switchboard'),
    })
    expect(await secrets()).toBe(0)
  })

  test('and connecting anew at the same time wait for each other in no circle', async () => {
    const key = { teamId: actor.teamId, connectionId: connection.id }
    const ended = await commitDuring(
      ctx.db,
      (tx) => tx.connection.updateMany({ where: { id: connection.id }, data: { status: 'connected' } }),
      end,
      (tx) => storeTokens(ctx, tx, key, grantedTokens()),
    )
    expect(ended).toMatchObject({ status: 'disconnected' })
    expect(await secrets()).toBe(0)
  })

  test('works with secrets that do not open any more', async () => {
    const other = testContext(database)
    await buildGrant(other, connection)
    expect(await end()).toMatchObject({ status: 'disconnected', errorCode: 'unavailable' })
    expect(await secrets()).toBe(0)
  })
})

describe('checking', () => {
  const check = () => checkConnection(ctx, actor, connection.id)

  test('that succeeds takes the name over and heals an error', async () => {
    health = async () => ({ id: 'account-1', name: 'ada.lindqvist@northwind.example' })
    await set({ status: 'error', errorCode: 'unauthorized', errorMessage: 'Reconnect.' })
    expect(await check()).toMatchObject({
      status: 'connected',
      accountName: 'ada.lindqvist@northwind.example',
      errorCode: null,
      errorMessage: null,
      checkedAt: ctx.clock.now(),
      nextSyncAt: ctx.clock.now(),
    })
  })

  test.each(['disconnected', 'paused'] as const)('does not undo that somebody %s it meanwhile', async (status) => {
    await set({ status: 'error', errorCode: 'unauthorized' })
    health = async () => {
      await set({ status })
      return { id: 'account-1', name: 'ada@northwind.example' }
    }
    expect(await check()).toMatchObject({ status, errorCode: 'unauthorized' })
  })

  test.each(['unavailable', 'invalid_response'] as const)(
    'that fails with %s leaves a sentence and the connection working',
    async (code) => {
      health = () =>
        Promise.reject(new SwitchboardError(code, 'Gmail has a rest.', { retryable: code === 'unavailable' }))
      expect(await check()).toMatchObject({
        status: 'connected',
        errorCode: code,
        errorMessage: 'Gmail has a rest.',
        checkedAt: ctx.clock.now(),
      })
    },
  )

  test('that succeeds ends no pause that the provider has asked for', async () => {
    const pause = { errorCode: 'rate_limited', errorMessage: 'Gmail asks for a pause.' }
    await set({ ...pause, notBefore: later(10 * minuteMs), nextSyncAt: later(minuteMs) })
    expect(await check()).toMatchObject({ ...pause, nextSyncAt: later(10 * minuteMs) })
    ctx.clock.advance(10 * minuteMs)
    expect(await check()).toMatchObject({ errorCode: null, errorMessage: null })
  })

  test('that succeeds says nothing about syncs that end their worker', async () => {
    const setback = { errorCode: 'interrupted', errorMessage: 'It is tried again with growing pauses.' }
    await set({ ...setback, nextSyncAt: later(minuteMs) })
    expect(await check()).toMatchObject(setback)
  })

  test('by itself leaves a provider alone that has asked for a pause', async () => {
    await set({ checkedAt: null, notBefore: later(minuteMs) })
    health = () => Promise.reject(new Error('asked'))
    await ctx.db.connection.updateMany({ where: { id: { not: connection.id } }, data: { status: 'paused' } })
    await checkDueConnections(ctx)
    ctx.clock.advance(minuteMs)
    await expect(checkDueConnections(ctx)).rejects.toThrow('asked')
  })

  test('by itself ends with the process, and what that cut off is no fault', async () => {
    await ctx.db.connection.updateMany({ where: { id: { not: connection.id } }, data: { status: 'paused' } })
    const second = await buildConnection(ctx.db, actor)
    await buildGrant(ctx, second)
    const stopping = new AbortController()
    let checks = 0
    health = async () => {
      checks += 1
      stopping.abort()
      throw new SwitchboardError('timeout', 'Gmail did not answer in time.', { retryable: true })
    }
    await checkDueConnections(ctx, stopping.signal)
    expect(checks).toBe(1)
    expect(await ctx.db.connection.count({ where: { id: { in: [connection.id, second.id] }, checkedAt: null } })).toBe(
      2,
    )
  })

  test('that is refused asks for reconnecting', async () => {
    health = () => Promise.reject(new SwitchboardError('scope_missing', 'Not allowed to read.'))
    expect(await check()).toMatchObject({ status: 'error', errorCode: 'scope_missing', nextSyncAt: null })
  })

  test('by itself takes what was not checked for six hours, and one that fails does not keep the others from it', async () => {
    await ctx.db.connection.updateMany({ where: { id: { not: connection.id } }, data: { status: 'paused' } })
    const unknown = await buildConnection(ctx.db, actor, { provider: 'notion' })
    const recent = await buildConnection(ctx.db, actor, { checkedAt: later(-359 * minuteMs) })
    await buildGrant(ctx, recent)
    await set({ checkedAt: later(-361 * minuteMs) })
    await checkDueConnections(ctx)
    expect((await getConnection(ctx, actor, connection.id)).checkedAt).toEqual(ctx.clock.now())
    expect((await getConnection(ctx, actor, recent.id)).checkedAt).toEqual(later(-359 * minuteMs))
    expect(await getConnection(ctx, actor, unknown.id)).toMatchObject({
      status: 'error',
      errorCode: 'not_configured',
      checkedAt: ctx.clock.now(),
    })
  })
})

test('a check that meets a bug does not keep the others from it', async () => {
  await ctx.db.connection.updateMany({ where: { id: { not: connection.id } }, data: { status: 'paused' } })
  const second = await buildConnection(ctx.db, actor)
  await buildGrant(ctx, second)
  let checks = 0
  health = async () => {
    checks += 1
    if (checks === 1) throw new Error('a bug')
    return { id: 'account-1', name: 'ada@northwind.example' }
  }
  await expect(checkDueConnections(ctx)).rejects.toThrow('a bug')
  expect(checks).toBe(2)
})

describe('the dashboard', () => {
  test("shows one's own and the team's, what needs a person first", async () => {
    const { actor: other } = await buildMember(ctx.db, { teamId: actor.teamId })
    await buildConnection(ctx.db, other)
    const shared = await buildConnection(ctx.db, actor, { ownerId: null, grantedScopes: [] })
    const broken = await buildConnection(ctx.db, actor, { status: 'error', grantedScopes: ['mail.read'] })
    await buildConnection(ctx.db, actor, { status: 'disconnected' })
    const syncing = await buildConnection(ctx.db, actor, { grantedScopes: ['mail.read'] })
    await ctx.db.syncRun.create({ data: { teamId: actor.teamId, connectionId: syncing.id, trigger: 'first' } })
    const { items } = await listConnections(ctx, actor)
    expect(items.map(({ id }) => id)).toEqual([broken.id, shared.id, syncing.id, connection.id])
    expect(items[1]?.missingScopes).toEqual(['read mail'])
    expect(await listAvailableProviders(ctx, actor)).toEqual({
      items: [
        {
          id: 'gmail',
          name: 'Gmail',
          summary: 'Reads unread mail.',
          ownership: 'personal',
          words: { item: 'mail', service: 'Google' },
          configured: true,
          missing: [],
          connected: 4,
          ownApps: false,
        },
      ],
    })
  })

  test("counts items per day in the member's zone and what became of them", async () => {
    // 2 March 2026, 10:00 in Berlin; the day there began at 23:00 UTC.
    for (const receivedAt of [
      '2026-03-02T08:00:00Z',
      '2026-03-01T23:00:00Z',
      '2026-03-01T22:59:00Z',
      '2026-02-01T08:00:00Z',
    ])
      await buildItem(ctx.db, connection, { receivedAt })
    for (const status of ['approved', 'auto_approved', 'dismissed'] as const)
      await buildSuggestion(ctx.db, connection, { status, mail: { receivedAt: '2026-03-02T07:00:00Z' } })
    const shown = await getConnection(ctx, actor, connection.id)
    expect(shown).toMatchObject({ itemsTotal: 7, itemsToday: 5, suggestions: 3, approved: 2 })
    expect(shown.itemsPerDay).toHaveLength(14)
    expect(shown.itemsPerDay.slice(-2)).toEqual([
      { day: '2026-03-01', count: 1 },
      { day: '2026-03-02', count: 5 },
    ])
    // Gaps of 0, 0, 1, 60 and 480 minutes.
    expect(shown.usualEveryMinutes).toBe(1)
  })
})
