import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '@switchboard/db'
import {
  buildConnection,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Actor } from '../../src/context'
import { countSuggestions } from '../../src/suggestions/count-suggestions'
import { approveSuggestions, dismissSuggestions } from '../../src/suggestions/decide-suggestions'
import { editSuggestion } from '../../src/suggestions/edit-suggestion'
import { getSuggestion, listSuggestions } from '../../src/suggestions/read-suggestions'
import type { SuggestionFilter } from '../../src/suggestions/suggestion-filter'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let connection: Awaited<ReturnType<typeof buildConnection>>

beforeAll(async () => {
  ctx = testContext(database)
})
beforeEach(async () => {
  actor = (await buildMember(ctx.db)).actor
  connection = await buildConnection(ctx.db, actor)
})

const build = (fields: Parameters<typeof buildSuggestion>[2] = {}) => buildSuggestion(ctx.db, connection, fields)
const titles = async (
  filter: Partial<SuggestionFilter>,
  sort: Parameters<typeof listSuggestions>[2]['sort'] = 'newest',
) =>
  (await listSuggestions(ctx, actor, { view: 'pending', ...filter, sort, limit: 50 })).items.map(({ title }) => title)

describe('filters', () => {
  test('views part what waits, what is less likely and what was decided', async () => {
    await build({ title: 'likely', confidence: 0.5 })
    await build({ title: 'unlikely', confidence: 0.49 })
    await build({ title: 'auto', status: 'auto_approved' })
    await build({ title: 'approved', status: 'approved' })
    await build({ title: 'dismissed', status: 'dismissed' })
    expect(await titles({ view: 'pending' })).toEqual(['likely'])
    expect(await titles({ view: 'less_likely' })).toEqual(['unlikely'])
    expect(await titles({ view: 'auto_approved' })).toEqual(['auto'])
    expect((await titles({ view: 'decided' })).sort()).toEqual(['approved', 'dismissed'])
  })

  test('each connection has its own line between likely and less likely', async () => {
    const strict = await buildConnection(ctx.db, actor, { settings: { lessLikelyThreshold: 0.8 } })
    await build({ title: 'over 0.5', confidence: 0.7 })
    await buildSuggestion(ctx.db, strict, { title: 'under 0.8', confidence: 0.7 })
    expect(await titles({ view: 'pending' })).toEqual(['over 0.5'])
    expect(await titles({ view: 'less_likely' })).toEqual(['under 0.8'])
    expect(await countSuggestions(ctx, actor)).toMatchObject({ pending: 1, lessLikely: 1 })
  })

  test("an admin reads another member's feed, parted by that member's lines", async () => {
    const { actor: member } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })
    const theirs = await buildConnection(ctx.db, member, { settings: { lessLikelyThreshold: 0.8 } })
    await buildSuggestion(ctx.db, theirs, { title: 'theirs', confidence: 0.9 })
    await buildSuggestion(ctx.db, theirs, { title: 'theirs, unlikely', confidence: 0.7 })
    await build({ title: 'mine' })
    const memberId = member.userId
    expect(await titles({})).toEqual(['mine'])
    expect(await titles({ memberId })).toEqual(['theirs'])
    expect(await titles({ memberId, view: 'less_likely' })).toEqual(['theirs, unlikely'])
    const list = (wish: string) =>
      listSuggestions(ctx, member, { view: 'pending', memberId: wish, sort: 'newest', limit: 5 })
    await expect(list(actor.userId)).rejects.toMatchObject({ code: 'forbidden', field: 'memberId' })
    expect((await list(memberId)).items.map(({ title }) => title)).toEqual(['theirs'])
  })

  test('by connection, provider, priority, confidence and flag', async () => {
    const other = await buildConnection(ctx.db, actor, { provider: 'slack' })
    await build({ title: 'urgent', priority: 'urgent', confidence: 0.6 })
    await build({ title: 'flagged', flags: ['test', 'injection'], confidence: 0.99 })
    await build({ title: 'test', flags: ['test'], confidence: 0.8 })
    await buildSuggestion(ctx.db, other, { title: 'elsewhere', confidence: 0.9 })
    expect(await titles({ connectionId: other.id })).toEqual(['elsewhere'])
    expect(await titles({ provider: 'slack' })).toEqual(['elsewhere'])
    expect(await titles({ priority: 'urgent' })).toEqual(['urgent'])
    expect((await titles({ minConfidence: 0.9 })).sort()).toEqual(['elsewhere', 'flagged'])
    expect(await titles({ flagged: true })).toEqual(['flagged'])
    expect((await titles({ flagged: false })).sort()).toEqual(['elsewhere', 'test', 'urgent'])
  })

  test("by due date in the member's zone", async () => {
    // 2 March 2026, 10:00 in Berlin.
    await build({ title: 'late', dueAt: new Date('2026-03-02T08:59:00Z') })
    await build({ title: 'this day', dueAt: new Date('2026-03-01T23:00:00Z'), dueAllDay: true })
    await build({ title: 'yesterday', dueAt: new Date('2026-02-28T23:00:00Z'), dueAllDay: true })
    await build({ title: 'tonight', dueAt: new Date('2026-03-02T22:59:00Z') })
    await build({ title: 'Sunday', dueAt: new Date('2026-03-08T22:59:00Z') })
    await build({ title: 'next week', dueAt: new Date('2026-03-08T23:00:00Z') })
    await build({ title: 'some day' })
    expect((await titles({ due: 'overdue' })).sort()).toEqual(['late', 'yesterday'])
    expect((await titles({ due: 'today' })).sort()).toEqual(['late', 'this day', 'tonight'])
    expect((await titles({ due: 'week' })).sort()).toEqual(['Sunday', 'late', 'this day', 'tonight'])
    expect(await titles({ due: 'none' })).toEqual(['some day'])
    expect(await titles({}, 'due')).toEqual([
      'yesterday',
      'this day',
      'late',
      'tonight',
      'Sunday',
      'next week',
      'some day',
    ])
  })

  test('search reads title, description, subject and sender, and takes what was typed for text', async () => {
    await build({ title: 'Raise the limit to 100%', mail: { title: 'a' } })
    await build({ title: 'Raise the limit to 1000', mail: { title: 'b' } })
    await build({ title: 'third', description: 'about snake_case', mail: { title: 'c' } })
    await build({ title: 'fourth', mail: { title: 'Quarterly NUMBERS' } })
    await build({ title: 'fifth', mail: { title: 'd', sender: { name: 'Åsa Öberg', address: 'asa@vinter.example' } } })
    expect(await titles({ search: '100%' })).toEqual(['Raise the limit to 100%'])
    expect(await titles({ search: 'snake_c' })).toEqual(['third'])
    expect(await titles({ search: 'snakeXc' })).toEqual([])
    expect(await titles({ search: 'numbers' })).toEqual(['fourth'])
    expect(await titles({ search: 'öberg' })).toEqual(['fifth'])
    expect(await titles({ search: 'vinter.example' })).toEqual(['fifth'])
    expect(await titles({ search: '\'; drop table "Suggestion"; --' })).toEqual([])
    expect(await titles({ search: '\\' })).toEqual([])
  })

  test('search takes words in any order and from any field, and wants all of them', async () => {
    await build({
      title: 'Write the release notes',
      mail: { title: 'Due', sender: { name: 'Ben Okafor', address: 'ben@northwind.example' } },
    })
    await build({ title: 'Write to the printer', mail: { title: 'Paper' } })
    expect(await titles({ search: 'notes write' })).toEqual(['Write the release notes'])
    expect(await titles({ search: ' okafor  RELEASE ' })).toEqual(['Write the release notes'])
    expect(await titles({ search: 'write invoice' })).toEqual([])
    expect(await titles({ search: '  ' })).toHaveLength(2)
  })

  test('by match has titles before senders before texts, and the newest of each first', async () => {
    const day = (date: number) => new Date(Date.UTC(2026, 2, date))
    const corvid = { name: 'Corvid Hosting', address: 'billing@corvid.example' }
    await build({ title: 'Pay Corvid', receivedAt: day(1) })
    await build({ title: 'Call Corvid', receivedAt: day(2) })
    await build({ title: 'Pay the invoice', mail: { sender: corvid }, receivedAt: day(3) })
    await build({ title: 'Plan', description: 'as Corvid wishes', receivedAt: day(4) })
    await build({ title: 'Other', receivedAt: day(5) })
    expect(await titles({ search: 'corvid' }, 'match')).toEqual([
      'Call Corvid',
      'Pay Corvid',
      'Pay the invoice',
      'Plan',
    ])
    expect(await titles({ search: 'corvid pay' }, 'match')).toEqual(['Pay Corvid', 'Pay the invoice'])
    expect(await titles({}, 'match')).toHaveLength(5)
    const few = await listSuggestions(ctx, actor, { view: 'pending', search: 'corvid', sort: 'match', limit: 1 })
    expect(few).toMatchObject({ items: [{ title: 'Call Corvid' }], nextCursor: null })
  })

  test("never another person's", async () => {
    const { actor: other } = await buildMember(ctx.db, { teamId: actor.teamId })
    await buildSuggestion(ctx.db, await buildConnection(ctx.db, other))
    expect(await titles({})).toEqual([])
  })
})

describe('pages', () => {
  const sorts = ['newest', 'due', 'confidence'] as const
  const day = (offset: number) => new Date(Date.UTC(2026, 2, 1 + offset))

  test.each(sorts)('sorted by %s have no gap and no repeat while rows are added', async (sort) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ at: fc.nat(3), due: fc.option(fc.nat(3)), confidence: fc.constantFrom(0.6, 0.7, 0.1 + 0.7) }),
          { minLength: 1, maxLength: 14 },
        ),
        fc.integer({ min: 1, max: 4 }),
        async (rows, limit) => {
          actor = (await buildMember(ctx.db)).actor
          connection = await buildConnection(ctx.db, actor)
          const fieldsOf = ({ at, due, confidence }: (typeof rows)[number]) => ({
            receivedAt: day(at),
            dueAt: due === null ? null : day(due),
            confidence,
          })
          const built = await Promise.all(rows.map((row) => build(fieldsOf(row))))
          const there = new Set(built.map(({ id }) => id))
          const seen: string[] = []
          let cursor: string | null = null
          do {
            const page: Awaited<ReturnType<typeof listSuggestions>> = await listSuggestions(ctx, actor, {
              view: 'pending',
              sort,
              limit,
              cursor,
            })
            seen.push(...page.items.map(({ id }) => id))
            cursor = page.nextCursor
            await build(fieldsOf(rows[seen.length % rows.length] ?? { at: 0, due: null, confidence: 0.6 }))
          } while (cursor && seen.length < 200)
          expect(new Set(seen).size).toBe(seen.length)
          expect(seen.filter((id) => there.has(id))).toHaveLength(built.length)
        },
      ),
      { numRuns: 6 },
    )
  })

  test('are planned once for each view and order, but not for each filter', async () => {
    const db = openDatabase(database.url, { poolSize: 1 })
    const alone = { ...ctx, db }
    const list = (filter: Partial<SuggestionFilter>, limit: number) =>
      listSuggestions(alone, actor, { view: 'pending', ...filter, sort: 'newest', limit })
    await list({}, 50)
    await list({}, 20)
    await list({ search: 'report' }, 50)
    await list({ view: 'decided' }, 50)
    await list({ view: 'auto_approved', flagged: false }, 50)
    // A filter that is added some day is one too.
    const addedLater = { language: 'de' }
    await list({ view: 'less_likely', ...addedLater }, 50)
    const [kept] = await db.$queryRaw<{ count: number }[]>`select count(*)::int as count from pg_prepared_statements`
    await db.$disconnect()
    expect(kept).toEqual({ count: 2 })
  })

  test("another order's cursor is refused", async () => {
    await Promise.all([build(), build()])
    const { nextCursor } = await listSuggestions(ctx, actor, { view: 'pending', sort: 'newest', limit: 1 })
    await expect(
      listSuggestions(ctx, actor, { view: 'pending', sort: 'confidence', limit: 1, cursor: nextCursor }),
    ).rejects.toMatchObject({ code: 'invalid_input', field: 'cursor' })
  })
})

describe('one suggestion', () => {
  test('shows all that a decision needs', async () => {
    connection = await buildConnection(ctx.db, actor, { settings: { markAsRead: 'auto', archive: 'ask' } })
    const { id, itemId } = await build({ mail: { html: '<p>Hello</p>' } })
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({
      status: 'pending_approval',
      overThreshold: true,
      threshold: 0.85,
      policies: { mark_read: 'auto', archive: 'ask' },
      whenDone: null,
      decision: null,
      taskId: null,
      calibration: null,
      accountName: 'ada@northwind.example',
      item: { id: itemId, kind: 'email', sender: { name: 'Meridian Health' }, hasHtml: true, quotedText: '' },
      firstQuote: 'Could you return the security questionnaire',
    })
  })

  test('says what its row in the list says', async () => {
    connection = await buildConnection(ctx.db, actor, { settings: { autoApproveThreshold: 0.95 } })
    const { id } = await build({ confidence: 0.9, flags: ['injection'], dueAt: ctx.clock.now(), dueAllDay: true })
    const { items } = await listSuggestions(ctx, actor, { view: 'pending', sort: 'newest', limit: 1 })
    expect(items).toHaveLength(1)
    expect(await getSuggestion(ctx, actor, id)).toMatchObject(items[0] ?? {})
    expect(items[0]).toMatchObject({ overThreshold: false, receivedAt: expect.any(Date) })
  })

  test('of an item that is no mail shows what there is', async () => {
    const { id, itemId } = await build()
    const common = { externalId: 'e', threadId: null, receivedAt: '2026-03-02T08:00:00Z', url: 'https://n.example/p' }
    const snapshot = { kind: 'page', ...common, title: 'Plan', text: 'Text', sender: { name: 'Ben', address: null } }
    await ctx.db.item.update({ where: { teamId_id: { teamId: actor.teamId, id: itemId } }, data: { snapshot } })
    expect((await getSuggestion(ctx, actor, id)).item).toMatchObject({
      kind: 'page',
      title: 'Plan',
      to: [],
      cc: [],
      quotedText: '',
      hasHtml: false,
      url: 'https://n.example/p',
      attachments: [],
    })
  })

  test("tells the share of one's own like decisions from ten on", async () => {
    const rows = await Promise.all(Array.from({ length: 10 }, () => build({ confidence: 0.8 })))
    await build({ confidence: 0.6, status: 'dismissed', decidedById: actor.userId })
    const ids = rows.map(({ id }) => id)
    const asked = await build({ confidence: 0.83 })
    await approveSuggestions(ctx, actor, { ids: ids.slice(0, 7), via: 'web' })
    await dismissSuggestions(ctx, actor, { ids: ids.slice(7, 9), via: 'web' })
    expect((await getSuggestion(ctx, actor, asked.id)).calibration).toBeNull()
    await dismissSuggestions(ctx, actor, { ids: ids.slice(9), via: 'web' })
    await build({ confidence: 0.8, flags: ['test'], status: 'approved', decidedById: actor.userId })
    expect((await getSuggestion(ctx, actor, asked.id)).calibration).toEqual({ approved: 7, decided: 10 })
    // Its own decision says nothing about itself.
    await approveSuggestions(ctx, actor, { ids: [asked.id], via: 'web' })
    expect((await getSuggestion(ctx, actor, asked.id)).calibration).toEqual({ approved: 7, decided: 10 })
  })
})

test('what was decided is counted as far as people tell it apart', async () => {
  const { itemId: _, ...decided } = await build({ status: 'approved' })
  const rows = Array.from({ length: 1_004 }, (_row, index) => ({
    ...decided,
    id: randomUUID(),
    itemId: randomUUID(),
    status: index % 2 === 0 ? ('approved' as const) : ('dismissed' as const),
    evidence: [],
    whenDone: undefined,
  }))
  await ctx.db.item.createMany({
    data: rows.map(({ itemId }) => ({
      teamId: actor.teamId,
      id: itemId,
      connectionId: connection.id,
      externalId: itemId,
      kind: 'email',
      title: '',
      senderName: '',
      receivedAt: ctx.clock.now(),
      snapshot: {},
    })),
  })
  await ctx.db.suggestion.createMany({ data: rows })
  expect(await countSuggestions(ctx, actor)).toMatchObject({ pending: 0, decided: 1_001, autoApproved: 0 })
})

test('the figures around the feed', async () => {
  await buildConnection(ctx.db, actor, { settings: { autoApproveThreshold: 0.95 } })
  await buildConnection(ctx.db, actor, { settings: { autoApproveThreshold: 0.99 }, status: 'disconnected' })
  const [plain, edited, dismissed, old] = await Promise.all([build(), build(), build(), build()])
  await approveSuggestions(ctx, actor, { ids: [old.id], via: 'web' })
  ctx.clock.advance(86_400_000)
  await editSuggestion(ctx, actor, { id: edited.id, edits: { title: 'Other' } })
  await approveSuggestions(ctx, actor, { ids: [plain.id, edited.id], via: 'web' })
  await dismissSuggestions(ctx, actor, { ids: [dismissed.id], via: 'web' })
  await build({ confidence: 0.96, dueAt: ctx.clock.now() })
  await build({ confidence: 0.97, flags: ['injection'] })
  // Our own tests wait like others; nothing speaks against them, and nobody has decided by them.
  await build({ confidence: 0.98, flags: ['test'] })
  await build({ status: 'approved', decidedById: actor.userId, decidedAt: ctx.clock.now(), flags: ['test'] })
  await build({ confidence: 0.9 })
  await build({ confidence: 0.3 })
  await build({ status: 'auto_approved' })
  expect(await countSuggestions(ctx, actor)).toEqual({
    pending: 4,
    lessLikely: 1,
    autoApproved: 1,
    decided: 5,
    dueToday: 1,
    flagged: 1,
    threshold: 0.95,
    atOrAboveThreshold: 1,
    countedAt: ctx.clock.now(),
    decidedToday: { approved: 1, edited: 1, dismissed: 1 },
  })
})
