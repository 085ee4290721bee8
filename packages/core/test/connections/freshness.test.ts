import { beforeEach, describe, expect, test } from 'vitest'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { checkFreshness } from '@switchboard/core/connections/check-freshness'
import { noteUntold, nothingUntold } from '@switchboard/core/connections/note-untold'
import { toldBy } from '@switchboard/core/connections/provider-of'
import { getConnection } from '@switchboard/core/connections/read-connections'
import { backInService } from '@switchboard/core/connections/back-in-service'
import { pauseConnection, resumeConnection } from '@switchboard/core/connections/pause-connection'
import { renewWatch } from '@switchboard/core/connections/renew-watches'
import type { Actor } from '@switchboard/core/context'
import { SwitchboardError } from '@switchboard/core/errors'
import type { PushSource } from '@switchboard/core/ports/push'
import type { Connection, User } from '@switchboard/db'
import {
  buildConnection,
  buildGrant,
  buildItem,
  buildMember,
  createTestDatabase,
  type FakeChannel,
  fakeChannel,
  fakeProviders,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'

const database = createTestDatabase()
const hourMs = 3_600_000
let ctx: TestContext
let owner: { user: User; actor: Actor }
let connection: Connection
let mail: FakeChannel

beforeEach(async () => {
  mail = fakeChannel({ kind: 'email' })
  promise = refuse
  const push = { reach: 'account' as const, watch: () => promise() }
  ctx = { ...testContext(database, { providers: fakeProviders({ push }) }), mailServer: mail }
  await ctx.db.outboundMessage.deleteMany()
  await ctx.db.connection.deleteMany()
  await forget()
  owner = await buildMember(ctx.db)
  connection = await buildConnection(ctx.db, owner.actor, { lastSyncAt: ctx.clock.now() })
})

type Answer = ReturnType<PushSource['watch']>
const refuse = (): Answer => Promise.reject(new SwitchboardError('unavailable', 'No.', { retryable: true }))
let promise: () => Answer
const forget = () => database.db.$executeRaw`delete from graphile_worker._private_jobs`
const change = (data: Partial<Pick<Connection, 'status' | 'lastSyncAt' | 'errorCode'>>) =>
  ctx.db.connection.updateMany({ data })
const watchUntil = (expiresAt: Date) => {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const fields = { expiresAt, renewedAt: ctx.clock.now(), data: {} }
  return ctx.db.watch.upsert({ where: { teamId_connectionId: key }, create: { ...key, ...fields }, update: fields })
}
const hoursOn = (hours: number) => new Date(ctx.clock.now().getTime() + hours * hourMs)
const tell = () => deliverMessages(ctx, 1n)
/** Looks, and tells what is queued. */
async function look(): Promise<string[]> {
  const before = mail.arrived.length
  await checkFreshness(ctx)
  await tell()
  await forget()
  return mail.arrived.slice(before).map(({ message }) => message.title)
}
const shown = async () => (await getConnection(ctx, owner.actor, connection.id)).freshness.map(({ kind }) => kind)

describe('a connection', () => {
  test('that is fresh is nobody’s business', async () => {
    await watchUntil(hoursOn(49))
    expect([await look(), await shown()]).toEqual([[], []])
  })

  test('whose watch ends within 48 hours, and has ended, is told of once each', async () => {
    await watchUntil(hoursOn(48))
    expect(await shown()).toEqual(['watch_expiring'])
    expect(await look()).toEqual(['Live updates end soon: Gmail, ada@northwind.example'])
    expect(await look()).toEqual([])
    await watchUntil(ctx.clock.now())
    expect(await shown()).toEqual(['watch_lapsed'])
    expect(await look()).toEqual(['No live updates: Gmail, ada@northwind.example'])
    await watchUntil(hoursOn(168))
    expect([await look(), await shown()]).toEqual([[], []])
    // Over is over: the next time is told again.
    await watchUntil(hoursOn(1))
    expect(await look()).toHaveLength(1)
  })

  test('whose provider gives no promise for six hours is told of once, whatever is pressed meanwhile, until there is one', async () => {
    await buildGrant(ctx, connection)
    const key = { teamId: connection.teamId, connectionId: connection.id }
    await renewWatch(ctx, key)
    ctx.clock.advance(6 * hourMs - 1)
    expect([await look(), await shown()]).toEqual([[], []])
    ctx.clock.advance(1)
    await ctx.db.$transaction((tx) => backInService(ctx, tx, connection))
    await renewWatch(ctx, key)
    expect(await shown()).toEqual(['watch_missing'])
    expect(await look()).toEqual(['No live updates: Gmail, ada@northwind.example'])
    expect(JSON.stringify(mail.arrived.at(-1)?.message)).toContain('When it was asked last: No')
    expect(await look()).toEqual([])
    promise = async () => ({ expiresAt: hoursOn(168), data: null })
    await renewWatch(ctx, key)
    expect([await look(), await shown()]).toEqual([[], []])
    expect((await ctx.db.connection.findFirstOrThrow()).watchRefusal).toBeNull()
    // A pause that is over begins anew.
    promise = refuse
    await pauseConnection(ctx, owner.actor, connection.id)
    ctx.clock.advance(10 * hourMs)
    await resumeConnection(ctx, owner.actor, connection.id)
    await renewWatch(ctx, key)
    expect([await look(), await shown()]).toEqual([[], []])
  })

  test('that no sync has got through to for four intervals, and an hour at least, is silent', async () => {
    ctx.clock.advance(hourMs)
    expect(await look()).toEqual([])
    ctx.clock.advance(1)
    // Nobody has tried: the machine slept.
    expect(await shown()).toEqual([])
    await change({ errorCode: 'unavailable' })
    expect(await shown()).toEqual(['silent'])
    expect(await look()).toEqual(['Nothing was read for a while: Gmail, ada@northwind.example'])
    await change({ lastSyncAt: ctx.clock.now() })
    expect([await look(), await shown()]).toEqual([[], []])
  })

  test('whose provider tells of nothing, though its promise stands and was given anew, is told of until an event comes', async () => {
    const key = { teamId: connection.teamId, connectionId: connection.id }
    const minutesAgo = (minutes: number) => new Date(ctx.clock.now().getTime() - minutes * 60_000)
    const bring = (...receivedAt: Date[]) =>
      ctx.db.$transaction(async (tx) => {
        await tx.connection.updateMany({ data: { lastItemAt: receivedAt.at(-1) } })
        await noteUntold(tx, { ...key, told: 'promise' }, receivedAt, ctx.clock.now())
      })
    const asked = async () => (await queuedJobs(ctx.db, 'renew-watch')).length
    await watchUntil(hoursOn(150))
    ctx.clock.advance(hourMs)
    await ctx.db.connection.updateMany({ data: { lastEventAt: minutesAgo(10) } })
    // It was told of, or may still be.
    await bring(minutesAgo(11), minutesAgo(9.5), minutesAgo(1))
    expect(await asked()).toBe(0)
    await bring(minutesAgo(5))
    expect(await asked()).toBe(1)
    ctx.clock.advance(hourMs / 2)
    await watchUntil(hoursOn(168))
    // The new promise may be kept.
    expect([await look(), await shown()]).toEqual([[], []])
    ctx.clock.advance(hourMs)
    await bring(minutesAgo(20))
    expect(await asked()).toBe(0)
    expect(await shown()).toEqual(['untold'])
    expect(await look()).toEqual(['Live updates do not come: Gmail, ada@northwind.example'])
    expect(await look()).toEqual([])
    await ctx.db.connection.updateMany({ data: { lastEventAt: ctx.clock.now(), untoldSince: null } })
    expect([await look(), await shown()]).toEqual([[], []])
  })

  test('whose service tells by a subscription, and of nothing that three syncs have found, is told of until an event comes', async () => {
    const webhook = { path: 'mail', verify: () => Promise.reject(new Error('not asked')), read: () => [] }
    ctx = { ...ctx, providers: fakeProviders({ webhook: { ...webhook, tellsOfEach: true } }) }
    const key = { teamId: connection.teamId, connectionId: connection.id }
    const minutesAgo = (minutes: number) => new Date(ctx.clock.now().getTime() - minutes * 60_000)
    const bring = async (...receivedAt: Date[]) => {
      const told = toldBy(ctx, connection)
      if (told) await ctx.db.$transaction((tx) => noteUntold(tx, { ...key, told }, receivedAt, ctx.clock.now()))
    }
    /** A sync in two batches. */
    const sync = async () => {
      ctx.clock.advance(15 * 60_000)
      await bring(minutesAgo(12), minutesAgo(10))
      await bring(minutesAgo(9), minutesAgo(1))
    }
    await ctx.db.connection.updateMany({ data: { createdAt: ctx.clock.now() } })
    ctx.clock.advance(hourMs)
    // From before it was connected.
    for (let times = 0; times < 4; times++) await bring(minutesAgo(61))
    expect(await shown()).toEqual([])
    await sync()
    await sync()
    expect([await look(), await shown()]).toEqual([[], []])
    await sync()
    expect(await shown()).toEqual(['untold'])
    expect(await look()).toEqual(['Live updates do not come: Gmail, ada@northwind.example'])
    await sync()
    expect(await look()).toEqual([])
    // Without its subscription the installation waits for nothing.
    const { providers } = ctx
    ctx = { ...ctx, providers: fakeProviders({ webhook, pushObstacle: 'Not here.' }) }
    expect(await shown()).toEqual([])
    ctx = { ...ctx, providers }
    const heard = { lastEventAt: ctx.clock.now(), ...nothingUntold }
    await ctx.db.connection.updateMany({ data: heard })
    expect([await look(), await shown()]).toEqual([[], []])
    // What comes beside events has been told of somewhere else, or will be.
    await bring(minutesAgo(5))
    expect(await ctx.db.connection.findFirstOrThrow()).toMatchObject({ untoldSince: null, untoldTimes: 0 })
  })

  test('that needs a person is told of', async () => {
    await change({ status: 'error' })
    expect(await look()).toEqual(['An account needs attention: Gmail, ada@northwind.example'])
  })

  test.each(['paused', 'disconnected'] as const)(
    'that is %s is meant to be silent, and what was told is over',
    async (status) => {
      await change({ errorCode: 'unavailable' })
      ctx.clock.advance(10 * hourMs)
      expect(await look()).toHaveLength(1)
      await change({ status })
      expect(await look()).toEqual([])
      expect(await ctx.db.freshnessAlert.count()).toBe(0)
    },
  )
})

describe('what is told', () => {
  test('goes to the owner with the way to the page, and to the admins of the team with whom to ask', async () => {
    const { teamId } = owner.actor
    const admin = await buildMember(ctx.db, { teamId, role: 'admin' })
    const member = await buildMember(ctx.db, { teamId, role: 'member' })
    await buildMember(ctx.db, { teamId, role: 'member' })
    await buildMember(ctx.db)
    await ctx.db.connection.updateMany({ data: { ownerId: member.user.id, status: 'error' } })
    await look()
    expect(mail.arrived.map(({ address }) => address).sort()).toEqual(
      [owner, admin, member].map(({ user }) => user.email).sort(),
    )
    const to = ({ user }: { user: User }) => mail.arrived.find(({ address }) => address === user.email)?.message
    const page = `http://localhost:3000/integrations/${connection.id}`
    expect(to(member)?.link?.url).toBe(page)
    expect(to(admin)?.link?.url).not.toBe(page)
    expect(to(admin)?.body).toContain('Ada Lindqvist’s: only they can see and mend it.')
  })

  test('goes by another way than the account that it is about', async () => {
    const own = fakeChannel({ kind: 'email' })
    ctx = { ...ctx, providers: fakeProviders({ channel: own }) }
    await buildGrant(ctx, connection)
    await change({ errorCode: 'unavailable' })
    ctx.clock.advance(10 * hourMs)
    expect(await look()).toHaveLength(1)
    expect(own.arrived).toEqual([])
  })

  test('is not sent for what is over by then, nor to who has left', async () => {
    await change({ status: 'error' })
    await checkFreshness(ctx)
    await change({ status: 'connected' })
    expect(await look()).toEqual([])
    await change({ status: 'error' })
    await checkFreshness(ctx)
    await ctx.db.membership.deleteMany({ where: { teamId: owner.actor.teamId } })
    expect(await look()).toEqual([])
  })

  test('says where it stands that it is over, and a later one tells of itself', async () => {
    await change({ status: 'error' })
    await look()
    await change({ status: 'connected' })
    await look()
    expect(mail.updated).toMatchObject([{ message: { outcome: 'This is over.' } }])
    ctx.clock.advance(hourMs)
    await ctx.db.connection.updateMany({ data: { status: 'error', updatedAt: ctx.clock.now() } })
    expect(await look()).toHaveLength(1)
    expect(mail.updated).toHaveLength(1)
  })
})

test('a provider that does not tell of changes any more has no promise to break', async () => {
  await watchUntil(ctx.clock.now())
  ctx = { ...ctx, providers: fakeProviders() }
  expect([await look(), await shown()]).toEqual([[], []])
})

test('by when the next item is expected goes by those of late, and is not said of few', async () => {
  const expectedBy = async () => (await getConnection(ctx, owner.actor, connection.id)).expectedBy
  const hoursAgo = (hours: number) => hoursOn(-hours).toISOString()
  // One each hour, after a gap of 20 hours.
  const ages = [28, ...Array.from({ length: 9 }, (_, hours) => hours)]
  for (const [number, hours] of ages.entries())
    await buildItem(ctx.db, connection, { externalId: String(number), receivedAt: hoursAgo(hours) })
  await ctx.db.connection.updateMany({ data: { lastItemAt: ctx.clock.now() } })
  expect(await expectedBy()).toBeNull()
  await buildItem(ctx.db, connection, { externalId: 'one more', receivedAt: hoursAgo(29) })
  await buildItem(ctx.db, connection, { externalId: 'and more', receivedAt: hoursAgo(30) })
  expect(await expectedBy()).toEqual(hoursOn(1))
  await change({ status: 'paused' })
  expect(await expectedBy()).toBeNull()
})

test('when a promise is asked for anew is shown', async () => {
  await watchUntil(hoursOn(100))
  const webhook = { path: 'mail', verify: () => Promise.reject(new Error('not asked')), read: () => [] }
  const push = { reach: 'account' as const, watch: () => Promise.reject(new Error('not asked')) }
  ctx = { ...ctx, providers: fakeProviders({ push, webhook }) }
  expect((await getConnection(ctx, owner.actor, connection.id)).live?.renewsAt).toEqual(hoursOn(24))
})
