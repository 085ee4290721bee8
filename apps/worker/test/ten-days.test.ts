import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkFreshness } from '@switchboard/core/connections/check-freshness'
import { getConnection } from '@switchboard/core/connections/read-connections'
import { renewWatch, renewWatches } from '@switchboard/core/connections/renew-watches'
import { stopWatch } from '@switchboard/core/connections/stop-watch'
import type { Actor } from '@switchboard/core/context'
import { jobs } from '@switchboard/core/jobs'
import { closeOverSuggestions } from '@switchboard/core/suggestions/close-suggestions'
import { runSync } from '@switchboard/core/sync/run-sync'
import { syncDueConnections } from '@switchboard/core/sync/sync-due-connections'
import { createProviders } from '@switchboard/providers/registry'
import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import { systemClock } from '@switchboard/core/system-clock'
import { imap } from '@switchboard/providers/imap/index'
import type { NotionPage } from '@switchboard/sandbox/state/notion'
import { buildMember, createTestDatabase, queuedJobs, type TestContext } from '@switchboard/testing'
import { type Dovecot, hasDovecot, startDovecot } from '@switchboard/testing/dovecot'
import {
  connect,
  connectGmail,
  connectNotion,
  connectSlack,
  sandboxWorld,
  variablesAt,
  type World,
} from './sandbox-world'

const ada = 'ada@northwind.example'
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const database = createTestDatabase()
const outside = sandboxWorld(database)
let world: World
let ctx: TestContext
let actor: Actor
let start: number

beforeEach(async () => {
  const { sandbox } = outside
  await sandbox.store.reset()
  ctx = outside.ctx
  await ctx.db.connection.deleteMany()
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  ctx.clock.set(new Date())
  start = ctx.clock.now().getTime()
  // The machine's clock is the provider's as well: both are ten days later when it is switched on again.
  ctx = { ...ctx, providers: createProviders(variablesAt(sandbox), ctx.clock) }
  world = { sandbox, ctx }
  actor = (await buildMember(ctx.db)).actor
})

/** What cron and the queue do, until nothing is left. */
async function work(): Promise<void> {
  await checkFreshness(ctx)
  await syncDueConnections(ctx)
  await renewWatches(ctx)
  for (;;) {
    const [syncs, watches, stops] = [
      await queuedJobs(ctx.db, 'sync-connection'),
      await queuedJobs(ctx.db, 'renew-watch'),
      await queuedJobs(ctx.db, 'stop-watch'),
    ]
    if (syncs.length + watches.length + stops.length === 0) break
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
    for (const { payload } of syncs) await runSync(ctx, jobs['sync-connection'].parse(payload))
    for (const { payload } of watches) await renewWatch(ctx, jobs['renew-watch'].parse(payload))
    for (const { payload } of stops) await stopWatch(ctx, jobs['stop-watch'].parse(payload))
  }
  await closeOverSuggestions(ctx)
  await checkFreshness(ctx)
}

const suggestionsOf = async (title: string) =>
  (await ctx.db.suggestion.findMany({ where: { item: { title } } })).map(({ status }) => status)
const watchOf = (connectionId: string) =>
  ctx.db.watch.findUniqueOrThrow({ where: { teamId_connectionId: { teamId: actor.teamId, connectionId } } })

describe.each(['the token is taken still', 'the token is forgotten'] as const)(
  'a calendar after ten days, %s',
  (how) => {
    const calendar = () => world.sandbox.store.calendar(ada)
    const invite = (title: string, days: number, description: string) =>
      calendar().add({
        summary: title,
        description,
        start: { dateTime: new Date(start + days * dayMs).toISOString() },
        end: { dateTime: new Date(start + days * dayMs + hourMs).toISOString() },
        organizer: { email: 'clara@meridian.example', displayName: 'Clara Voss' },
        attendees: [{ email: ada, self: true, responseStatus: 'accepted' }],
      })

    test('whatever the calendar still has is looked at once, and nothing that is over is proposed', async () => {
      const kept = invite('Kept review', 13, 'Please prepare the figures.')
      const cancelled = invite('Cancelled review', 12, 'Please prepare the figures.')
      const connectionId = await connect(world, actor, 'google_calendar')
      await work()
      const before = await watchOf(connectionId)
      expect([await suggestionsOf('Kept review'), await suggestionsOf('Cancelled review')]).toEqual([
        ['pending_approval'],
        ['pending_approval'],
      ])

      invite('New review', 12, 'Please prepare the budget.')
      invite('Passed review', 5, 'Please prepare the offer.')
      invite('Passed talk', 8, 'Please send the minutes to everybody after the meeting.')
      calendar().cancel(cancelled)
      if (how === 'the token is forgotten') calendar().expireTokens()
      ctx.clock.advance(10 * dayMs)
      await work()

      expect(await suggestionsOf('New review')).toEqual(['pending_approval'])
      expect(await suggestionsOf('Kept review')).toEqual(['pending_approval'])
      expect(await suggestionsOf('Cancelled review')).toEqual(['closed'])
      expect(await suggestionsOf('Passed review')).toEqual([])
      expect(await suggestionsOf('Passed talk')).toEqual(['pending_approval'])
      expect(await ctx.db.item.findFirst({ where: { title: 'Passed review' } })).toMatchObject({
        outcome: 'no_action',
        reason: 'The event is over.',
      })
      expect(await ctx.db.item.count({ where: { connectionId, externalId: kept.id } })).toBe(1)
      const watch = await watchOf(connectionId)
      expect(watch.data).not.toEqual(before.data)
      expect(watch.expiresAt.getTime()).toBe(start + 17 * dayMs)
      expect(await getConnection(ctx, actor, connectionId)).toMatchObject({
        status: 'connected',
        gap: null,
        freshness: [],
      })
      expect(await ctx.db.freshnessAlert.count()).toBe(0)
    })
  },
)

test('a calendar that nobody has looked at for longer than is looked back says which time was left out', async () => {
  const connectionId = await connect(world, actor, 'google_calendar')
  await work()
  world.sandbox.store.calendar(ada).expireTokens()
  ctx.clock.advance(45 * dayMs)
  await work()
  const { gap } = await getConnection(ctx, actor, connectionId)
  expect(gap?.to.getTime()).toBe(start + 15 * dayMs)
})

test('a mailbox whose history was forgotten meanwhile brings what is still unread, and names the rest', async () => {
  const mailbox = world.sandbox.store.mailbox(ada)
  const connectionId = await connectGmail(world, actor)
  await work()
  const before = await watchOf(connectionId)
  const deliver = (subject: string, days: number) =>
    mailbox.add(
      Buffer.from(`From: Clara <clara@meridian.example>\r\nSubject: ${subject}\r\n\r\nCould you send it by Friday?`),
      {
        labels: ['INBOX', 'UNREAD'],
        receivedAt: new Date(start + days * dayMs),
      },
    )
  await deliver('Unread offer', 3)
  const read = await deliver('Read offer', 4)
  mailbox.remove(read.id)
  mailbox.expireHistory()
  ctx.clock.advance(10 * dayMs)
  await work()

  expect(await suggestionsOf('Unread offer')).toEqual(['pending_approval'])
  const { status, gap } = await getConnection(ctx, actor, connectionId)
  expect(status).toBe('connected')
  expect(gap?.from.getTime()).toBeLessThanOrEqual(start + dayMs)
  expect(gap?.to.getTime()).toBeGreaterThanOrEqual(start + 9 * dayMs)
  expect((await watchOf(connectionId)).renewedAt.getTime()).toBeGreaterThan(before.renewedAt.getTime() + 9 * dayMs)
})

test('a Slack workspace brings what was written meanwhile, also in threads that began before', async () => {
  const { posts } = world.sandbox.slack.workspace('T0NORTHWIND').room('C0PRODUCT')
  const write = (text: string, days: number, thread?: string) => {
    const ts = ((start + days * dayMs) / 1_000).toFixed(6)
    posts.push({ ts, user: 'U0JONAS', text, ...(thread ? { thread_ts: thread } : {}) })
    return ts
  }
  const thread = write('The lease is on the shelf.', -6)
  const connectionId = await connectSlack(world, actor)
  await work()
  write('Could you please send us the signed contract by Friday?', 1, thread)
  write('Could you please send us the new price list by Friday?', 2)
  ctx.clock.advance(10 * dayMs)
  await work()
  const texts = (await ctx.db.item.findMany({ where: { connectionId } })).map(({ snapshot }) =>
    JSON.stringify(snapshot),
  )
  for (const words of ['signed contract', 'price list'])
    expect(texts.filter((text) => text.includes(words))).toHaveLength(1)
  expect(await getConnection(ctx, actor, connectionId)).toMatchObject({ status: 'connected', gap: null })
})

test('a Notion workspace brings what was written or assigned meanwhile, and what was finished or thrown away is closed', async () => {
  const notion = world.sandbox.store.notion()
  const ben = 'ben@northwind.example'
  const row = (title: string, people = [ada]) =>
    notion.add({ by: ben, title, text: 'Please do it by Friday.', isRow: true, people })
  /** Somebody has done it so many days after the worker stopped. */
  const onDay = (days: number, page: NotionPage) =>
    Object.assign(page, { editedAt: new Date(start + days * dayMs).toISOString() })
  const [kept, done, trashed] = [row('Send the kept offer'), row('Send the done offer'), row('Send the trashed offer')]
  const assigned = row('Send the assigned offer', [])
  const connectionId = await connectNotion(world, actor)
  await work()
  for (const title of ['Send the kept offer', 'Send the done offer', 'Send the trashed offer'])
    expect(await suggestionsOf(title)).toEqual(['pending_approval'])
  expect(await suggestionsOf('Send the assigned offer')).toEqual([])

  notion.change(done, ben, { status: 'Done' })
  notion.change(trashed, ben, { inTrash: true })
  notion.change(assigned, ben, { people: [ada] })
  onDay(1, done)
  onDay(2, trashed)
  onDay(3, assigned)
  onDay(9, row('Send the new offer'))
  ctx.clock.advance(10 * dayMs)
  await work()

  for (const title of ['Send the kept offer', 'Send the assigned offer', 'Send the new offer'])
    expect(await suggestionsOf(title)).toEqual(['pending_approval'])
  for (const title of ['Send the done offer', 'Send the trashed offer'])
    expect(await suggestionsOf(title)).toEqual(['closed'])
  expect(await ctx.db.item.count({ where: { connectionId, externalId: kept.id } })).toBe(1)
  expect(await getConnection(ctx, actor, connectionId)).toMatchObject({ status: 'connected', gap: null, freshness: [] })
})

describe.skipIf(!hasDovecot())('a mailbox on a real mail server', () => {
  const user = 'ada@mail.example'
  let dovecot: Dovecot
  beforeAll(async () => void (dovecot = await startDovecot({ users: { [user]: 'secret-1' } })))
  afterAll(() => dovecot?.stop())

  async function deliver(subject: string): Promise<string> {
    const messageId = `<${subject.replaceAll(' ', '-')}@fjordline.example>`
    const headers = `From: Noor <noor@fjordline.example>\nTo: ${user}\nSubject: ${subject}\nMessage-ID: ${messageId}`
    await dovecot.deliver(user, `${headers}\n\nCould you please send me the ${subject} by Friday?\n`)
    return messageId
  }

  test.each([
    ['keeps its numbers', false],
    ['was restored, and numbers its mail anew', true],
  ])(
    'that %s brings what is still unread; what was read is named where it cannot be known',
    async (how, isRestored) => {
      const certificates = [dovecot.certificate.certificate]
      const provider = imap({
        privateAddresses: 'allowed',
        certificates,
        clock: systemClock,
        publicUrl: 'http://localhost:3000',
      })
      ctx = { ...ctx, providers: { imap: { ...provider, provider, missing: [] } } }
      await dovecot.admin('expunge', user, 'mailbox', '*', 'all')
      // The server's clock is the machine's: what it gets now it gets ten days after the worker stopped.
      ctx.clock.advance(-10 * dayMs)
      const before = ctx.clock.now()
      const moved = await deliver(`moved plan ${how}`)
      const kept = `kept plan ${how}`
      await deliver(kept)
      const values = { address: user, password: 'secret-1', host: dovecot.host, port: dovecot.ports.tls }
      const { connectionId } = await connectByForm(ctx, actor, { provider: 'imap', values })
      await work()
      expect(await suggestionsOf(kept)).toEqual(['pending_approval'])

      const unread = `unread plan ${how}`
      await deliver(unread)
      const read = await deliver(`read plan ${how}`)
      await dovecot.admin('flags add', user, '\\Seen', 'header', 'message-id', read)
      await dovecot.move(user, moved, 'Trash')
      if (isRestored) await dovecot.renumber(user, 'INBOX', 2_000_000_001)
      ctx.clock.advance(10 * dayMs)
      await work()

      expect(await suggestionsOf(unread)).toEqual(['pending_approval'])
      expect(await suggestionsOf(kept)).toEqual(['pending_approval'])
      expect(await suggestionsOf(`moved plan ${how}`)).toEqual(['closed'])
      expect(await ctx.db.item.count({ where: { connectionId, title: kept } })).toBe(1)
      const { status, gap } = await getConnection(ctx, actor, connectionId)
      expect(status).toBe('connected')
      if (!isRestored) return expect(gap).toBeNull()
      expect(gap?.from.getTime()).toBeLessThanOrEqual(before.getTime() + dayMs)
      expect(gap?.to.getTime()).toBeGreaterThanOrEqual(before.getTime() + 9 * dayMs)
    },
  )
})

test('before it lapses, and when it has, people are told of a calendar that cannot be renewed', async () => {
  const connectionId = await connect(world, actor, 'google_calendar')
  await work()
  world.sandbox.faults.add({ path: '/calendar/v3/calendars/primary/events/watch', status: 503, times: 100 })
  const kindsAfter = async (days: number) => {
    ctx.clock.advance(days * dayMs)
    await work()
    return (await ctx.db.freshnessAlert.findMany({ where: { connectionId } })).map(({ kind }) => kind)
  }
  expect(await kindsAfter(4)).toEqual([])
  expect(await kindsAfter(1.1)).toEqual(['watch_expiring'])
  expect(await kindsAfter(2)).toEqual(['watch_lapsed'])
  world.sandbox.faults.clear()
  expect(await kindsAfter(0)).toEqual([])
})
