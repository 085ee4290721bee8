import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  changeBatch,
  createTestDatabase,
  emailItem,
  eventItem,
  fakeModel,
  fakeProviders,
  proposal,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Actor } from '../../src/context'
import { SwitchboardError } from '../../src/errors'
import type { EventItem } from '../../src/items'
import { type KnownNews, takeInNews } from '../../src/inbound/take-in-news'
import { openItems } from '../../src/items/open-items'
import { retryDueItems } from '../../src/items/retry-item'
import { reviseItems } from '../../src/items/revise-items'
import type { ChangeBatch, ItemSource } from '../../src/ports/item-source'
import type { Json } from '../../src/ports/json'
import type { ModelRequest } from '../../src/ports/task-model'
import { closeOverSuggestions } from '../../src/suggestions/close-suggestions'
import { approveAbove } from '../../src/suggestions/approve-above'
import { approveSuggestions, dismissSuggestions } from '../../src/suggestions/decide-suggestions'
import { editSuggestion } from '../../src/suggestions/edit-suggestion'
import { getSuggestion, listSuggestions } from '../../src/suggestions/read-suggestions'
import { takeBackDecision } from '../../src/suggestions/take-back-decision'
import { runSync } from '../../src/sync/run-sync'
import { completeTask } from '../../src/tasks/complete-task'
import { getTask, listTasks } from '../../src/tasks/read-tasks'
import { reopenTask } from '../../src/tasks/reopen-task'
import { runWriteBack } from '../../src/tasks/run-write-back'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let key: { teamId: string; connectionId: string }
let answer: (request: ModelRequest) => unknown

const prepare = (fields: Parameters<typeof proposal>[0] = {}) =>
  proposal({
    title: 'Prepare the figures',
    dueAt: '2026-03-04T10:00:00.000Z',
    evidence: [{ quote: 'prepare the figures', supports: 'action' }],
    ...fields,
  })
const nothing = () => prepare({ actionNeeded: false, confidence: 0.05, evidence: [] })

beforeEach(async () => {
  answer = () => prepare()
  ctx = testContext(database, { start: '2026-03-02T09:00:00Z', model: fakeModel((request) => answer(request)) })
  await ctx.db.task.deleteMany()
  await ctx.db.connection.deleteMany()
  actor = (await buildMember(ctx.db)).actor
  const connection = await buildConnection(ctx.db, actor, { settings: { markAsRead: 'auto' } })
  await buildGrant(ctx, connection)
  key = { teamId: actor.teamId, connectionId: connection.id }
})

/** A sync that brings this and nothing else. */
async function bring(batch: Partial<ChangeBatch>) {
  const providers = fakeProviders({ source: { fetchChanges: async () => changeBatch(batch) } })
  await runSync({ ...ctx, providers }, { ...key, trigger: 'schedule' })
}
const review = (fields: Partial<EventItem> = {}) => eventItem({ externalId: 'review', ...fields })
const moved = () =>
  review({ revision: 'two', startsAt: '2026-03-06T10:00:00.000Z', endsAt: '2026-03-06T11:00:00.000Z' })
const cancelled = { over: [{ externalId: 'review', reason: 'The event was cancelled.' }] }
const item = () => ctx.db.item.findFirstOrThrow({ where: { ...key, externalId: 'review' } })
const suggestion = () => ctx.db.suggestion.findFirstOrThrow({ where: { teamId: actor.teamId } })
const waiting = async () => (await listSuggestions(ctx, actor, { view: 'pending', sort: 'newest', limit: 10 })).items
const decided = async () => (await listSuggestions(ctx, actor, { view: 'decided', sort: 'newest', limit: 10 })).items
const decision = async () => ({ ids: [(await suggestion()).id], via: 'web' })

describe('an item that comes again', () => {
  test('as it was is judged once', async () => {
    let judged = 0
    answer = () => {
      judged += 1
      return prepare()
    }
    for (let time = 0; time < 3; time++) await bring({ items: [review()] })
    expect(judged).toBe(1)
    expect(await waiting()).toHaveLength(1)
  })

  test('changed is judged anew, and its suggestion is the one that it had', async () => {
    await bring({ items: [review()] })
    const before = await suggestion()
    answer = () => prepare({ title: 'Prepare the slides', dueAt: '2026-03-05T10:00:00.000Z', confidence: 0.7 })
    await bring({ items: [moved()] })
    expect(await waiting()).toMatchObject([{ id: before.id, title: 'Prepare the slides', confidence: 0.7 }])
    expect(await suggestion()).toMatchObject({
      dueAt: new Date('2026-03-05T10:00:00Z'),
      closesAt: new Date('2026-03-06T11:00:00Z'),
    })
    expect(await item()).toMatchObject({ state: 'done', outcome: 'suggested', revision: 'two' })
  })

  test('changed so that it asks for something gets the suggestion that it had not', async () => {
    answer = nothing
    await bring({ items: [review()] })
    expect(await waiting()).toEqual([])
    answer = () => prepare()
    await bring({ items: [moved()] })
    expect(await waiting()).toHaveLength(1)
  })

  test('changed so that it asks for nothing closes its suggestion, and says why', async () => {
    await bring({ items: [review()] })
    answer = nothing
    await bring({ items: [review({ revision: 'two', text: 'All is prepared.' })] })
    expect(await waiting()).toEqual([])
    expect(await decided()).toMatchObject([{ status: 'closed' }])
    expect(await suggestion()).toMatchObject({
      dismissReason: 'It was changed, and asks for nothing any more.',
      decidedById: null,
      decidedVia: 'source',
    })
  })

  test('changed leaves what a person has edited, with evidence where its words stand now', async () => {
    await bring({ items: [review()] })
    const { id } = await suggestion()
    await editSuggestion(ctx, actor, { id, edits: { title: 'My own words' } })
    const text = 'New place! Please prepare the figures of your team.'
    await bring({ items: [review({ revision: 'two', text })] })
    const shown = await getSuggestion(ctx, actor, id)
    expect(shown).toMatchObject({ status: 'pending_approval', title: 'My own words', item: { text } })
    expect(shown.evidence.map(({ start, end }) => text.slice(start, end))).toEqual(['prepare the figures'])
  })

  test('changed leaves what was decided, and words that are gone are quoted no more', async () => {
    await bring({ items: [review()] })
    const { id } = await suggestion()
    await approveSuggestions(ctx, actor, await decision())
    answer = () => prepare({ title: 'Something else', evidence: [{ quote: 'Bring cake', supports: 'action' }] })
    await bring({ items: [review({ revision: 'two', text: 'Bring cake.' })] })
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({
      status: 'approved',
      title: 'Prepare the figures',
      evidence: [],
    })
    expect(await ctx.db.task.count({ where: { teamId: actor.teamId } })).toBe(1)
  })

  test.each(['revised', 'closed before'])(
    'changed since the figures were read is not approved with all above: %s',
    async (how) => {
      await bring({ items: [review()] })
      if (how === 'closed before') await bring(cancelled)
      const createdUntil = ctx.clock.now()
      const above = { view: 'pending', minConfidence: 0.5, via: 'web' } as const
      ctx.clock.advance(1_000)
      answer = () => prepare({ title: 'Prepare the slides' })
      await bring({ items: [moved()] })
      expect(await approveAbove(ctx, actor, { ...above, createdUntil })).toMatchObject({ results: [], left: 0 })
      const { results } = await approveAbove(ctx, actor, { ...above, createdUntil: ctx.clock.now() })
      expect(results).toMatchObject([{ outcome: 'done' }])
    },
  )

  test('changed leaves what a person has edited among those that were counted', async () => {
    await bring({ items: [review()] })
    await editSuggestion(ctx, actor, { id: (await suggestion()).id, edits: { title: 'My own words' } })
    const createdUntil = ctx.clock.now()
    ctx.clock.advance(1_000)
    await bring({ items: [moved()] })
    const { results } = await approveAbove(ctx, actor, {
      view: 'pending',
      minConfidence: 0.5,
      createdUntil,
      via: 'web',
    })
    expect(results).toMatchObject([{ outcome: 'done' }])
  })

  test('and cannot be read any more says so, keeps its suggestion, and is judged anew when it can', async () => {
    const damaged = { unreadable: [{ externalId: 'review', reason: 'This event is damaged.' }] }
    await bring({ items: [review()] })
    for (let time = 0; time < 2; time++) await bring(damaged)
    expect(await item()).toMatchObject({
      state: 'failed',
      outcome: null,
      reason: 'This event is damaged.',
      retryAt: null,
    })
    expect(await waiting()).toMatchObject([{ title: 'Prepare the figures' }])
    answer = () => prepare({ title: 'Prepare the slides' })
    await bring({ items: [review()] })
    expect(await item()).toMatchObject({ state: 'done', outcome: 'suggested' })
    expect(await waiting()).toMatchObject([{ title: 'Prepare the slides' }])
  })

  test('and never changes is not read anew: that it cannot be read any more is nothing to speak of', async () => {
    answer = () => proposal()
    await bring({ items: [emailItem({ externalId: 'review' })] })
    expect(await item()).toMatchObject({ state: 'done', revision: null })
    await bring({ unreadable: [{ externalId: 'review', reason: 'This mail is damaged.' }] })
    expect(await item()).toMatchObject({ state: 'done' })
  })

  test('changed while it is judged is not settled by what it said before', async () => {
    answer = async () => {
      answer = () => prepare({ title: 'Prepare the slides' })
      await reviseItems(ctx.db, key, [moved()], ctx.clock.now())
      return prepare({ title: 'Prepare for the old time' })
    }
    await bring({ items: [review()] })
    expect(await waiting()).toEqual([])
    await retryDueItems(ctx)
    expect((await suggestion()).title).toBe('Prepare the slides')
    expect(await item()).toMatchObject({ state: 'done', revision: 'two' })
  })

  test.each([true, false])(
    'changed while judging what it said before fails is not failed (passing: %s)',
    async (retryable) => {
      answer = async () => {
        answer = () => prepare({ title: 'Prepare the slides' })
        await reviseItems(ctx.db, key, [moved()], ctx.clock.now())
        throw new SwitchboardError('unavailable', 'The model has a rest.', { retryable })
      }
      await bring({ items: [review()] })
      expect(await item()).toMatchObject({ state: 'claimed', reason: null, attempts: 0, takenUp: 0 })
      await retryDueItems(ctx)
      expect((await suggestion()).title).toBe('Prepare the slides')
      expect(await item()).toMatchObject({ state: 'done', revision: 'two' })
    },
  )
})

describe('an item that is over', () => {
  test('closes what waits for a decision, with the reason, and stays closed', async () => {
    await bring({ items: [review()] })
    for (let time = 0; time < 2; time++) await bring(cancelled)
    expect(await waiting()).toEqual([])
    const [row] = await decided()
    expect(row).toMatchObject({ status: 'closed' })
    const shown = await getSuggestion(ctx, actor, row?.id ?? '')
    expect(shown).toMatchObject({
      dismissReason: 'The event was cancelled.',
      decision: { by: null, via: 'source', at: ctx.clock.now() },
      taskId: null,
    })
    expect(await item()).toMatchObject({ outcome: 'suggested', reason: 'The event was cancelled.' })
  })

  test('is said at the task that was made of it, until it comes back or the task is done', async () => {
    await bring({ items: [review()] })
    const { results } = await approveSuggestions(ctx, actor, await decision())
    const id = results[0]?.taskId ?? ''
    const said = async () => (await getTask(ctx, actor, id)).source?.over
    expect(await said()).toBeNull()
    await bring(cancelled)
    expect(await said()).toBe('The event was cancelled.')
    expect((await listTasks(ctx, actor, { sort: 'due', limit: 5 })).items).toMatchObject([
      { source: { over: 'The event was cancelled.' } },
    ])
    await bring({ items: [moved()] })
    expect(await said()).toBeNull()
    await bring(cancelled)
    const { task } = await completeTask(ctx, actor, { id })
    expect(task.source?.over).toBeNull()
    await reopenTask(ctx, actor, id)
    expect(await said()).toBe('The event was cancelled.')
    // Where finishing has changed something there, that may be the reason, and is taken back.
    const [effect] = fakeProviders().gmail?.provider?.source?.effects ?? []
    if (!effect) throw new Error('The test needs an effect.')
    const nothing = {
      holds: (inverse: Json) => inverse !== null && typeof inverse === 'object' && 'no' in inverse,
      told: 'No',
    }
    const there = { ...ctx, providers: fakeProviders({ source: { effects: [{ ...effect, nothing }] } }) }
    for (const [inverse, expected] of [
      [{ no: true }, 'The event was cancelled.'],
      [{ before: 1 }, null],
    ] as const) {
      await completeTask(there, actor, { id })
      await ctx.db.writeBack.updateMany({ where: { taskId: id, state: 'waiting' }, data: { state: 'done', inverse } })
      await reopenTask(there, actor, id)
      expect(await said()).toBe('The event was cancelled.')
      const reverting = await ctx.db.writeBack.findMany({ where: { taskId: id, state: 'reverting' } })
      expect(reverting).not.toEqual([])
      for (const row of reverting) await runWriteBack(there, { teamId: row.teamId, writeBackId: row.id })
      expect(await said()).toBe(expected)
    }
  })

  test('and comes back as it was is proposed again', async () => {
    await bring({ items: [review()] })
    await bring(cancelled)
    await bring({ items: [review()] })
    expect(await waiting()).toMatchObject([{ status: 'pending_approval' }])
    expect(await suggestion()).toMatchObject({ decidedAt: null })
  })

  test('and never changes is proposed again once it is named as back; what was not over stays as it is', async () => {
    answer = () => proposal()
    const mail = emailItem({ externalId: 'review' })
    await bring({ items: [mail] })
    const before = await item()
    await bring({ back: ['review', 'unknown'] })
    expect(await item()).toEqual(before)
    for (let time = 0; time < 2; time++) {
      await bring(cancelled)
      await bring({ items: [mail] })
      expect(await waiting()).toEqual([])
      await bring({ back: ['review'] })
      await retryDueItems(ctx)
      expect(await waiting()).toMatchObject([{ status: 'pending_approval' }])
      expect(await item()).toMatchObject({ state: 'done', over: null })
    }
    // Nothing is judged where no suggestions are wanted.
    await bring(cancelled)
    const where = { teamId_id: { teamId: key.teamId, id: key.connectionId } }
    await ctx.db.connection.update({ where, data: { settings: { autoGenerate: false } } })
    await bring({ back: ['review'] })
    expect(await item()).toMatchObject({ state: 'done', reason: 'The event was cancelled.' })
  })

  test('by what finishing its task did there is no news, until that is taken back', async () => {
    await bring({ items: [review()] })
    const { results } = await approveSuggestions(ctx, actor, await decision())
    const id = results[0]?.taskId ?? ''
    const archived = { over: [{ externalId: 'review', reason: 'It was archived.', action: 'archive' }] }
    await completeTask(ctx, actor, { id })
    for (const state of ['running', 'done', 'reverting'] as const) {
      await ctx.db.writeBack.updateMany({ where: { taskId: id, action: 'archive' }, data: { state } })
      await bring(archived)
      expect((await item()).over).toBeNull()
    }
    for (const state of ['waiting', 'reverted', 'cancelled', 'failed'] as const) {
      await ctx.db.writeBack.updateMany({ where: { taskId: id, action: 'archive' }, data: { state } })
      await ctx.db.item.updateMany({ where: key, data: { over: null, reason: null } })
      await bring(archived)
      expect((await item()).over).toBe('It was archived.')
    }
  })

  test('is asked about for as long as somebody waits for it', async () => {
    const asked = () => openItems(ctx.db, key, ctx.clock.now())
    const open = [{ externalId: 'mail', threadId: null, receivedAt: expect.any(Date), labels: ['INBOX'] }]
    answer = () => {
      throw new Error('The model is broken.')
    }
    const receivedAt = ctx.clock.now().toISOString()
    await bring({ items: [emailItem({ externalId: 'mail', labels: ['INBOX'], receivedAt })] })
    expect(await asked()).toEqual(open)
    answer = () => proposal()
    ctx.clock.advance(3_600_000)
    await retryDueItems(ctx)
    expect(await waiting()).toHaveLength(1)
    expect(await asked()).toEqual(open)
    const { results } = await approveSuggestions(ctx, actor, await decision())
    const id = results[0]?.taskId ?? ''
    expect(await asked()).toEqual(open)
    await completeTask(ctx, actor, { id })
    expect(await asked()).toEqual([])
    await reopenTask(ctx, actor, id)
    expect(await asked()).toEqual(open)
    await bring({ over: [{ externalId: 'mail', reason: 'The mail was answered.' }] })
    expect(await asked()).toEqual([])
  })

  test('does nothing to what somebody has decided', async () => {
    await bring({ items: [review()] })
    await dismissSuggestions(ctx, actor, { ...(await decision()), reason: 'Not mine' })
    await bring(cancelled)
    expect(await suggestion()).toMatchObject({ status: 'dismissed', dismissReason: 'Not mine' })
  })

  test('is told to whoever decides too late', async () => {
    await bring({ items: [review()] })
    await bring(cancelled)
    const { results } = await approveSuggestions(ctx, actor, await decision())
    expect(results).toMatchObject([{ outcome: 'already_decided', status: 'closed', taskId: null }])
    expect(await ctx.db.task.count({ where: { teamId: actor.teamId } })).toBe(0)
  })

  test('is not judged when it still waits for that', async () => {
    answer = () => {
      throw new Error('The model is broken.')
    }
    await bring({ items: [review()] })
    expect(await item()).toMatchObject({ state: 'claimed' })
    await bring(cancelled)
    expect(await item()).toMatchObject({
      state: 'done',
      outcome: 'skipped',
      reason: 'The event was cancelled.',
      retryAt: null,
    })
  })

  test('and was never fetched is nothing to speak of', async () => {
    await bring(cancelled)
    expect(await ctx.db.item.count({ where: key })).toBe(0)
  })

  test('leaves other connections’ items of that name alone', async () => {
    await bring({ items: [review()] })
    const other = await buildConnection(ctx.db, actor)
    await buildGrant(ctx, other)
    key = { ...key, connectionId: other.id }
    await bring(cancelled)
    expect(await waiting()).toHaveLength(1)
  })
})

describe('what an event tells while a sync reads', () => {
  const reason = 'It was deleted.'
  const tell = async (news: Partial<KnownNews>) => {
    const connection = await ctx.db.connection.findFirstOrThrow({ where: { id: key.connectionId } })
    const told = { items: [], over: [], askedAt: null, ...news }
    await ctx.db.$transaction((tx) => takeInNews(tx, connection, told, ctx.clock.now()))
  }
  /** A batch that was asked for before the event came. */
  async function bringLate(
    batch: Partial<ChangeBatch>,
    news: Partial<KnownNews>,
    source: Pick<ItemSource, 'asksForNews'> = {},
  ) {
    const fetchChanges = async () => {
      ctx.clock.advance(1_000)
      await tell(news)
      return changeBatch(batch)
    }
    const providers = fakeProviders({ source: { fetchChanges, ...source } })
    await runSync({ ...ctx, providers }, { ...key, trigger: 'schedule' })
  }
  const said = (revision: string) => review({ revision, text: `Please prepare the figures, ${revision}.` })
  const over = [{ externalId: 'review', reason }]

  test('stays over, until a later sync finds it there', async () => {
    await bring({ items: [said('1')] })
    await bringLate({ items: [said('1')] }, { over })
    expect(await item()).toMatchObject({ state: 'done', over: reason })
    expect(await suggestion()).toMatchObject({ status: 'closed' })
    ctx.clock.advance(1_000)
    await bring({ items: [said('1')] })
    expect(await suggestion()).toMatchObject({ status: 'pending_approval' })
  })

  test('stays over when the ledger had not known it', async () => {
    await bringLate({ items: [said('1')] }, { over })
    expect(await ctx.db.item.count({ where: key })).toBe(0)
    ctx.clock.advance(1_000)
    await bring({ items: [said('1')] })
    expect(await waiting()).toHaveLength(1)
  })

  test('keeps its words, unless the sync brings later ones', async () => {
    await bring({ items: [said('1')] })
    await bringLate({ items: [said('1')] }, { items: [said('2')] })
    expect(await item()).toMatchObject({ revision: '2' })
    await bringLate({ items: [said('4')] }, { items: [said('3')] })
    expect(await item()).toMatchObject({ revision: '4' })
  })

  describe('having asked for it', () => {
    const asked = (atMs = 0) => ({ askedAt: new Date(ctx.clock.now().getTime() + atMs) })
    const asks = { asksForNews: true } as const

    test('holds against what the sync has asked for before, whose revisions say nothing of order', async () => {
      await bring({ items: [said('1')] })
      await bringLate({ items: [said('9')] }, { items: [said('2')], ...asked(1_000) }, asks)
      expect(await item()).toMatchObject({ revision: '2' })
      await bringLate({ over }, { items: [said('3')], ...asked(1_000) }, asks)
      expect(await item()).toMatchObject({ revision: '3', over: null })
    })

    test('gives way to what was asked for later, in whichever order they are entered', async () => {
      await tell({ items: [said('5')], ...asked(1_000) })
      await tell({ items: [said('7')], ...asked() })
      await tell({ over, ...asked() })
      expect(await item()).toMatchObject({ revision: '5', over: null })
      await tell({ items: [said('4')], ...asked(2_000) })
      expect(await item()).toMatchObject({ revision: '4' })
    })

    test('brings back what was over, and what it had not known when that was told', async () => {
      await tell({ items: [said('1')], ...asked() })
      await tell({ over, ...asked(1_000) })
      expect(await item()).toMatchObject({ over: reason })
      await tell({ items: [said('1')], ...asked(2_000) })
      expect(await item()).toMatchObject({ state: 'claimed', over: null })
      const other = { externalId: 'other', revision: '1' }
      await tell({ over: [{ ...other, reason }], ...asked(1_000) })
      await tell({ items: [review(other)], ...asked() })
      expect(await ctx.db.item.count({ where: key })).toBe(1)
      await tell({ items: [review(other)], ...asked(2_000) })
      expect(await ctx.db.item.count({ where: key })).toBe(2)
    })
  })

  test('is not ended by who had not seen it yet', async () => {
    const { receivedAt } = said('1')
    const at = (offsetMs: number) => new Date(Date.parse(receivedAt) + offsetMs)
    const whole = [{ idsBegin: '', threadId: null, after: at(-1), before: at(1), externalIds: [], reason }]
    await bringLate({ whole }, { items: [said('1')] })
    expect(await item()).toMatchObject({ state: 'claimed', over: null })
    await bringLate({ over }, { items: [said('2')] })
    expect(await item()).toMatchObject({ revision: '2', over: null })
    ctx.clock.advance(1_000)
    await bring({ whole })
    expect(await item()).toMatchObject({ over: reason })
  })
})

describe('when an event has ended', () => {
  test('what was to be prepared closes by itself, and not before', async () => {
    await bring({ items: [review()] })
    ctx.clock.set(new Date('2026-03-05T10:59:00Z'))
    expect(await closeOverSuggestions(ctx)).toBe(0)
    ctx.clock.set(new Date('2026-03-05T11:00:00Z'))
    expect(await closeOverSuggestions(ctx)).toBe(1)
    expect(await suggestion()).toMatchObject({
      status: 'closed',
      decidedVia: 'time',
      dismissReason: 'The event is over.',
    })
    expect(await closeOverSuggestions(ctx)).toBe(0)
  })

  test('what is due later waits on', async () => {
    answer = () => prepare({ title: 'Send the minutes', dueAt: '2026-03-06' })
    await bring({ items: [review()] })
    ctx.clock.set(new Date('2026-03-05T12:00:00Z'))
    expect(await closeOverSuggestions(ctx)).toBe(0)
  })

  test('what a person has edited closes when the event is over that was moved, whatever else is said of it', async () => {
    await bring({ items: [review()] })
    await editSuggestion(ctx, actor, { id: (await suggestion()).id, edits: { title: 'My own words' } })
    answer = nothing
    await bring({ items: [moved()] })
    ctx.clock.set(new Date('2026-03-05T12:00:00Z'))
    expect(await closeOverSuggestions(ctx)).toBe(0)
    ctx.clock.set(new Date('2026-03-06T11:00:00Z'))
    expect(await closeOverSuggestions(ctx)).toBe(1)
  })

  test('one that a person takes back waits on also when the event is moved after that', async () => {
    await bring({ items: [review()] })
    ctx.clock.set(new Date('2026-03-05T12:00:00Z'))
    await closeOverSuggestions(ctx)
    await takeBackDecision(ctx, actor, { id: (await suggestion()).id })
    await bring({ items: [moved()] })
    ctx.clock.set(new Date('2026-03-06T12:00:00Z'))
    expect(await closeOverSuggestions(ctx)).toBe(0)
    expect(await waiting()).toHaveLength(1)
  })

  test('one that a person takes back waits until the person decides', async () => {
    await bring({ items: [review()] })
    ctx.clock.set(new Date('2026-03-05T12:00:00Z'))
    await closeOverSuggestions(ctx)
    await takeBackDecision(ctx, actor, { id: (await suggestion()).id })
    expect(await closeOverSuggestions(ctx)).toBe(0)
    expect(await waiting()).toHaveLength(1)
  })
})

test('what an event wants done by a time that has passed is due when it begins', async () => {
  answer = () => prepare({ dueAt: '2026-03-01T10:00:00.000Z' })
  await bring({ items: [review()] })
  expect((await suggestion()).dueAt).toEqual(new Date('2026-03-05T10:00:00Z'))
})
