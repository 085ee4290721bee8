import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import {
  buildConnection,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  emailItem,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Actor } from '../../src/context'
import { approveAbove } from '../../src/suggestions/approve-above'
import { approveSuggestions, dismissSuggestions } from '../../src/suggestions/decide-suggestions'
import { storedDueDate } from '../../src/suggestions/due-date'
import { editSuggestion } from '../../src/suggestions/edit-suggestion'
import { getSuggestion } from '../../src/suggestions/read-suggestions'
import { undoDecisions } from '../../src/suggestions/undo-decisions'
import { completeTask } from '../../src/tasks/complete-task'
import { getTask } from '../../src/tasks/read-tasks'
import { reopenTask } from '../../src/tasks/reopen-task'
import { retryWriteBack } from '../../src/tasks/retry-write-back'
import { updateTask } from '../../src/tasks/update-task'
import { commitDuring } from '../tasks/commit-during'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let admin: Actor
let connection: Awaited<ReturnType<typeof buildConnection>>

beforeAll(async () => {
  ctx = testContext(database)
})
beforeEach(async () => {
  actor = (await buildMember(ctx.db, { role: 'member' })).actor
  admin = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'admin', name: 'Ben Okafor' })).actor
  connection = await buildConnection(ctx.db, actor)
})

const build = (fields: Parameters<typeof buildSuggestion>[2] = {}) => buildSuggestion(ctx.db, connection, fields)
const approve = (id: string, by = actor) => approveSuggestions(ctx, by, { ids: [id], via: 'web' })
const tasksOf = (suggestionId: string) => ctx.db.task.findMany({ where: { suggestionId } })

describe('a decision repeated because its answer was lost', () => {
  test('answers done again with what is left of the undo window, and the same task', async () => {
    const { id } = await build()
    const decisionId = randomUUID()
    const input = { ids: [id], via: 'web', decisionId }
    const { results: first } = await approveSuggestions(ctx, actor, input)
    expect(first[0]).toMatchObject({ outcome: 'done', undoMs: ctx.undoWindowMs })
    ctx.clock.advance(2_000)
    const { results: second } = await approveSuggestions(ctx, actor, input)
    expect(second).toEqual([{ ...first[0], undoMs: ctx.undoWindowMs - 2_000 }])
    expect(await tasksOf(id)).toHaveLength(1)
    // Nobody else's, no other decision, and none without an id.
    const others = await Promise.all([
      approveSuggestions(ctx, admin, input),
      approveSuggestions(ctx, actor, { ...input, decisionId: randomUUID() }),
      approve(id),
    ])
    expect(others.flatMap(({ results }) => results.map(({ outcome }) => outcome))).toEqual(
      Array(3).fill('already_decided'),
    )
  })

  test('holds for dismissing and for undo, until somebody decides anew', async () => {
    const { id } = await build()
    const dismissal = { ids: [id], via: 'web', decisionId: randomUUID() }
    const undoing = { ids: [id], decisionId: randomUUID() }
    for (const _ of [1, 2]) {
      const { results } = await dismissSuggestions(ctx, actor, dismissal)
      expect(results[0]).toMatchObject({ outcome: 'done', status: 'dismissed' })
    }
    for (const _ of [1, 2]) {
      const { results } = await undoDecisions(ctx, actor, undoing)
      expect(results[0]).toMatchObject({ outcome: 'done', status: 'pending_approval', undoMs: null })
    }
    await approve(id, admin)
    expect((await undoDecisions(ctx, actor, undoing)).results[0]).toMatchObject({
      outcome: 'already_decided',
      status: 'approved',
    })
  })

  test('of an undo takes back no newer one, also of one’s own', async () => {
    const { id } = await build()
    const undoing = { ids: [id], decisionId: randomUUID() }
    await approve(id)
    await undoDecisions(ctx, actor, undoing)
    await approve(id)
    expect((await undoDecisions(ctx, actor, undoing)).results[0]).toMatchObject({
      outcome: 'already_decided',
      status: 'approved',
    })
    const { results } = await undoDecisions(ctx, actor, { ids: [id], decisionId: randomUUID() })
    expect(results[0]).toMatchObject({ outcome: 'done', status: 'pending_approval' })
  })

  test('approving all above a line again answers for the same ones and decides no others', async () => {
    const { id } = await build({ confidence: 0.9 })
    const input = { view: 'pending', minConfidence: 0.8, via: 'web', decisionId: randomUUID() } as const
    const first = await approveAbove(ctx, actor, input)
    const later = await build({ confidence: 0.9 })
    const second = await approveAbove(ctx, actor, input)
    expect(first).toMatchObject({ results: [{ id, outcome: 'done' }], left: 0 })
    expect(second).toMatchObject({ results: [{ id, outcome: 'done' }], left: 1 })
    expect(await tasksOf(later.id)).toHaveLength(0)
  })
})

describe('deciding', () => {
  test('twenty approvals at once make one task and have one winner', async () => {
    const { id } = await build()
    const answers = await Promise.all(Array.from({ length: 20 }, () => approve(id)))
    const results = answers.flatMap((answer) => answer.results)
    expect(results.filter(({ outcome }) => outcome === 'done')).toHaveLength(1)
    expect(results.filter(({ outcome }) => outcome === 'already_decided')).toHaveLength(19)
    const tasks = await tasksOf(id)
    expect(tasks).toHaveLength(1)
    expect(new Set(results.map(({ taskId }) => taskId))).toEqual(new Set([tasks[0]?.id]))
  })

  test('what was proposed in other words since it was seen waits, and is told as changed', async () => {
    const seen = await build()
    const [{ proposedAt }, changed] = await Promise.all([
      ctx.db.suggestion.findFirstOrThrow({ where: { id: seen.id } }),
      build(),
    ])
    await ctx.db.suggestion.updateMany({
      where: { id: changed.id },
      data: { title: 'Something else', proposedAt: new Date(proposedAt.getTime() + 1) },
    })
    const input = { ids: [seen.id, changed.id], proposedUntil: proposedAt, via: 'web' }
    const { results } = await approveSuggestions(ctx, actor, input)
    expect(results).toMatchObject([
      { id: seen.id, outcome: 'done' },
      { id: changed.id, outcome: 'changed', status: 'pending_approval', decision: null, taskId: null, undoMs: null },
    ])
    expect(await tasksOf(changed.id)).toEqual([])
    // Somebody who has seen it decides it, and then it was decided.
    await approve(changed.id, admin)
    const { results: late } = await approveSuggestions(ctx, actor, input)
    expect(late.map(({ outcome }) => outcome)).toEqual(['already_decided', 'already_decided'])
  })

  test('approving against dismissing has one winner, and a task only if approving won', async () => {
    const rows = await Promise.all(Array.from({ length: 8 }, () => build()))
    for (const { id } of rows) {
      const answers = await Promise.all([
        approve(id),
        dismissSuggestions(ctx, admin, { ids: [id], via: 'web' }),
        approve(id, admin),
      ])
      expect(answers.flatMap(({ results }) => results).filter(({ outcome }) => outcome === 'done')).toHaveLength(1)
      const { status } = await ctx.db.suggestion.findFirstOrThrow({ where: { id } })
      expect(await tasksOf(id)).toHaveLength(status === 'approved' ? 1 : 0)
    }
  })

  test('the second person is told who was first, when and where', async () => {
    const { id } = await build()
    const first = ctx.clock.now()
    await approve(id, admin)
    ctx.clock.advance(30_000)
    const { results } = await dismissSuggestions(ctx, actor, { ids: [id], via: 'web' })
    expect(results).toEqual([
      {
        id,
        outcome: 'already_decided',
        status: 'approved',
        undoUntil: null,
        undoMs: null,
        decision: { by: 'Ben Okafor', at: first, via: 'web' },
        taskId: (await tasksOf(id))[0]?.id,
      },
    ])
    expect((await getSuggestion(ctx, actor, id)).decision).toEqual({ by: 'Ben Okafor', at: first, via: 'web' })
  })

  test('edits are saved with the approval and stand in the task', async () => {
    const { id } = await build()
    // Noon in Berlin; the day is stored as its first instant, as the generator stores it.
    const dueAt = storedDueDate('2026-03-06', 'Europe/Berlin').dueAt
    const edits = { title: 'Send the answers', priority: 'urgent', dueAt, dueAllDay: true, tags: ['legal'] } as const
    const whenDone = { mark_read: true, archive: false }
    const { results } = await approveSuggestions(ctx, actor, {
      ids: [id],
      edits: { ...edits, dueAt: new Date('2026-03-06T11:00:00Z'), tags: [...edits.tags], whenDone },
      via: 'web',
    })
    expect(await getTask(ctx, actor, results[0]?.taskId ?? '')).toMatchObject({ ...edits, whenDone })
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({
      ...edits,
      editedAt: ctx.clock.now(),
      description: 'Meridian Health waits for it.',
    })
  })

  test('edits that go with the approval keep what was proposed where somebody else edits at the same time', async () => {
    const quote = { quote: 'Could you return', field: 'text', start: 12, end: 28 } as const
    const action = { ...quote, supports: 'action' } as const
    const priority = { ...quote, supports: 'priority' } as const
    const { id, teamId, description } = await build({ evidence: [action, priority], priority: 'high' })
    const words = 'Written by a person.'
    await commitDuring(
      ctx.db,
      (tx) =>
        tx.suggestion.update({
          where: { teamId_id: { teamId, id } },
          data: { description: words, evidence: [{ ...action, proposed: description }, priority] },
        }),
      () => approveSuggestions(ctx, actor, { ids: [id], edits: { priority: 'low' }, via: 'web' }),
    )
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({
      status: 'approved',
      description: words,
      priority: 'low',
      evidence: [
        { supports: 'action', proposed: description },
        { supports: 'priority', proposed: 'high' },
      ],
    })
  })

  test('a day that an admin elsewhere chooses is that day for the assignee', async () => {
    await ctx.db.user.update({ where: { id: admin.userId }, data: { timeZone: 'Europe/Berlin' } })
    await ctx.db.user.update({ where: { id: actor.userId }, data: { timeZone: 'America/New_York' } })
    const inBerlin = storedDueDate('2026-11-24', 'Europe/Berlin').dueAt
    const inNewYork = storedDueDate('2026-11-24', 'America/New_York').dueAt
    const edits = { dueAt: inBerlin, dueAllDay: true }
    const { id } = await build()
    expect(await editSuggestion(ctx, admin, { id, edits })).toMatchObject({ dueAt: inNewYork })
    const other = await build()
    const { results } = await approveSuggestions(ctx, admin, { ids: [other.id], edits, via: 'web' })
    const taskId = results[0]?.taskId ?? ''
    expect(await getTask(ctx, actor, taskId)).toMatchObject({ dueAt: inNewYork })
    const nextDay = storedDueDate('2026-11-25', 'Europe/Berlin').dueAt
    expect(await updateTask(ctx, admin, { id: taskId, edits: { ...edits, dueAt: nextDay } })).toMatchObject({
      dueAt: storedDueDate('2026-11-25', 'America/New_York').dueAt,
    })
  })

  test('a day given back as it was stays, though it is another one where the admin is', async () => {
    await ctx.db.user.update({ where: { id: admin.userId }, data: { timeZone: 'America/New_York' } })
    await ctx.db.user.update({ where: { id: actor.userId }, data: { timeZone: 'Europe/Berlin' } })
    const { dueAt } = storedDueDate('2026-11-24', 'Europe/Berlin')
    const { id } = await build({ dueAt, dueAllDay: true })
    expect(await editSuggestion(ctx, admin, { id, edits: { dueAt, dueAllDay: true } })).toMatchObject({ dueAt })
  })

  test('edits do not go with several suggestions', async () => {
    const [one, two] = [await build(), await build()]
    await expect(
      approveSuggestions(ctx, actor, { ids: [one.id, two.id], edits: { title: 'Both' }, via: 'web' }),
    ).rejects.toMatchObject({ code: 'invalid_input', field: 'edits' })
    expect(await ctx.db.suggestion.count({ where: { teamId: actor.teamId, status: 'approved' } })).toBe(0)
  })

  test('edits can be saved before deciding, and not after', async () => {
    const { id } = await build()
    const edited = await editSuggestion(ctx, actor, { id, edits: { title: 'Later', dueAt: null, whenDone: null } })
    expect(edited).toMatchObject({ title: 'Later', dueAt: null, status: 'pending_approval', decision: null })
    const day = { dueAt: new Date('2026-03-06T22:59:59Z'), dueAllDay: true }
    expect(await editSuggestion(ctx, actor, { id, edits: day })).toMatchObject({
      ...storedDueDate('2026-03-06', 'Europe/Berlin'),
    })
    await approve(id)
    await expect(editSuggestion(ctx, actor, { id, edits: { title: 'Too late' } })).rejects.toMatchObject({
      code: 'already_decided',
    })
    expect((await getSuggestion(ctx, actor, id)).title).toBe('Later')
  })

  test('dismissing keeps the reason and makes no task', async () => {
    const { id } = await build()
    const { results } = await dismissSuggestions(ctx, actor, { ids: [id], reason: 'Ben does it', via: 'web' })
    expect(results[0]).toMatchObject({ outcome: 'done', status: 'dismissed', taskId: null })
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({ dismissReason: 'Ben does it', taskId: null })
    expect(await tasksOf(id)).toEqual([])
  })

  test('a batch answers for each: done, already decided, gone; an id named twice counts once', async () => {
    const [fresh, decided] = [await build(), await build()]
    const elsewhere = await buildSuggestion(ctx.db, await buildConnection(ctx.db, (await buildMember(ctx.db)).actor))
    const missing = randomUUID()
    await approve(decided.id, admin)
    const ids = [fresh.id, decided.id, elsewhere.id, missing, fresh.id]
    const { results } = await approveSuggestions(ctx, actor, { ids, via: 'web' })
    expect(results.map(({ id, outcome }) => [id, outcome])).toEqual([
      [fresh.id, 'done'],
      [decided.id, 'already_decided'],
      [elsewhere.id, 'gone'],
      [missing, 'gone'],
    ])
    expect(await ctx.db.suggestion.findFirst({ where: { id: elsewhere.id } })).toMatchObject({
      status: 'pending_approval',
    })
  })
})

describe('approving all above a confidence', () => {
  test('takes what reaches it and leaves flagged, unlikelier, filtered and foreign ones', async () => {
    const sure = await build({ confidence: 0.9 })
    const atTheLine = await build({ confidence: 0.85 })
    await build({ confidence: 0.84 })
    await build({ confidence: 0.99, flags: ['injection'] })
    await build({ confidence: 0.95, priority: 'low' })
    await build({ confidence: 0.97, assigneeId: admin.userId })
    const { results } = await approveAbove(ctx, actor, {
      view: 'pending',
      priority: 'high',
      minConfidence: 0.85,
      via: 'web',
    })
    expect(results.map(({ id }) => id).sort()).toEqual([sure.id, atTheLine.id].sort())
    expect(await ctx.db.task.count({ where: { teamId: actor.teamId } })).toBe(2)
  })

  test('leaves what was made after the figures were read', async () => {
    const createdUntil = ctx.clock.now()
    const counted = await build({ confidence: 0.9, proposedAt: createdUntil })
    await build({ confidence: 0.9, proposedAt: new Date(createdUntil.getTime() + 1) })
    const { results, left } = await approveAbove(ctx, actor, {
      view: 'pending',
      minConfidence: 0.85,
      createdUntil,
      via: 'web',
    })
    expect([results.map(({ id }) => id), left]).toEqual([[counted.id], 0])
  })

  test('leaves out what is being edited, and says which of that would have been approved', async () => {
    const sure = await build({ confidence: 0.9 })
    const edited = await build({ confidence: 0.9 })
    const unsure = await build({ confidence: 0.6 })
    const answer = await approveAbove(ctx, actor, {
      view: 'pending',
      minConfidence: 0.85,
      exceptIds: [edited.id, unsure.id, randomUUID()],
      via: 'web',
    })
    expect(answer).toMatchObject({ results: [{ id: sure.id, outcome: 'done' }], left: 0, leftOut: [edited.id] })
    expect(await tasksOf(edited.id)).toHaveLength(0)
  })

  test('finds nothing without complaint', async () => {
    expect(await approveAbove(ctx, actor, { view: 'pending', minConfidence: 0.5, via: 'web' })).toEqual({
      results: [],
      left: 0,
      leftOut: [],
    })
  })
})

describe('five hundred at once', () => {
  /** So many more like one that is there. */
  async function buildMany(count: number) {
    const like = await build()
    const item = await ctx.db.item.findFirstOrThrow({ where: { id: like.itemId } })
    const items = Array.from({ length: count - 1 }, () => randomUUID())
    await ctx.db.item.createMany({
      data: items.map((id) => ({ ...item, id, externalId: id, snapshot: emailItem() })),
    })
    await ctx.db.suggestion.createMany({
      data: items.map((itemId) => ({
        ...like,
        id: randomUUID(),
        itemId,
        evidence: z.array(z.json()).parse(like.evidence),
        whenDone: undefined,
      })),
    })
  }

  test('are one transaction, and what one request leaves is told', async () => {
    await buildMany(503)
    const transactions = vi.spyOn(ctx.db, '$transaction')
    const { results, left } = await approveAbove(ctx, actor, { view: 'pending', minConfidence: 0.5, via: 'web' })
    expect(results.filter(({ outcome, taskId }) => outcome === 'done' && taskId)).toHaveLength(500)
    expect(left).toBe(3)
    expect(transactions).toHaveBeenCalledTimes(1)
    expect(await ctx.db.task.count({ where: { teamId: actor.teamId } })).toBe(500)

    const undone = await undoDecisions(ctx, actor, { ids: results.map(({ id }) => id) })
    expect(undone.results.filter(({ outcome }) => outcome === 'done')).toHaveLength(500)
    expect(transactions).toHaveBeenCalledTimes(2)
    transactions.mockRestore()
    expect(await ctx.db.task.count({ where: { teamId: actor.teamId } })).toBe(0)
  })

  test('that two people decide in different orders have one winner each and no deadlock', async () => {
    await buildMany(60)
    const rows = await ctx.db.suggestion.findMany({ where: { teamId: actor.teamId }, select: { id: true } })
    const ids = rows.map(({ id }) => id)
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, turn) =>
        turn % 2 === 0
          ? approveSuggestions(ctx, actor, { ids, via: 'web' })
          : dismissSuggestions(ctx, admin, { ids: [...ids].reverse(), via: 'web' }),
      ),
    )
    expect(answers.flatMap(({ results }) => results).filter(({ outcome }) => outcome === 'done')).toHaveLength(60)
  })
})

describe('undoing', () => {
  const undo = async (id: string, by = actor) => (await undoDecisions(ctx, by, { ids: [id] })).results[0]

  test('within the window takes the task back and lets the suggestion wait again', async () => {
    const { id } = await build()
    const { results } = await approve(id)
    expect(results[0]?.undoUntil).toEqual(new Date(ctx.clock.now().getTime() + ctx.undoWindowMs))
    ctx.clock.advance(ctx.undoWindowMs - 1)
    expect(await undo(id)).toMatchObject({ outcome: 'done', status: 'pending_approval', decision: null, taskId: null })
    expect(await tasksOf(id)).toEqual([])
    expect((await approve(id)).results[0]).toMatchObject({ outcome: 'done' })
    expect(await tasksOf(id)).toHaveLength(1)
  })

  test('when the window has passed changes nothing', async () => {
    const { id } = await build()
    await approve(id)
    ctx.clock.advance(ctx.undoWindowMs)
    expect(await undo(id)).toMatchObject({ outcome: 'already_decided', status: 'approved' })
    expect(await tasksOf(id)).toHaveLength(1)
  })

  test('brings a dismissed one back without its reason', async () => {
    const { id } = await build()
    await dismissSuggestions(ctx, actor, { ids: [id], reason: 'No', via: 'web' })
    expect(await undo(id)).toMatchObject({ outcome: 'done' })
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({ status: 'pending_approval', dismissReason: null })
  })

  test("is for one's own decisions", async () => {
    const { id } = await build()
    await approve(id, admin)
    expect(await undo(id)).toMatchObject({ outcome: 'already_decided', decision: { by: 'Ben Okafor' } })
    expect(await undo(randomUUID())).toMatchObject({ outcome: 'gone' })
  })

  test('two at once take back once', async () => {
    const { id } = await build()
    await approve(id)
    const outcomes = await Promise.all([undo(id), undo(id), undo(id)])
    expect(outcomes.filter((result) => result?.outcome === 'done')).toHaveLength(1)
  })

  describe('of an auto-approval', () => {
    async function autoApproved() {
      const { id } = await build({ status: 'auto_approved', decidedAt: ctx.clock.now(), decidedVia: 'auto' })
      const task = await ctx.db.task.create({
        data: {
          teamId: actor.teamId,
          suggestionId: id,
          assigneeId: actor.userId,
          itemId: (await ctx.db.suggestion.findFirstOrThrow({ where: { id } })).itemId,
          title: 'Return it',
          description: '',
          tags: [],
        },
      })
      return { id, taskId: task.id }
    }

    test('works at any time while its task is not done', async () => {
      const { id, taskId } = await autoApproved()
      ctx.clock.advance(30 * 86_400_000)
      await completeTask(ctx, actor, { id: taskId })
      expect(await undo(id)).toMatchObject({ outcome: 'already_decided', status: 'auto_approved', taskId })
      await reopenTask(ctx, actor, taskId)
      expect(await undo(id)).toMatchObject({ outcome: 'done', status: 'pending_approval', taskId: null })
    })

    test('waits while a change at the provider is being taken back', async () => {
      connection = await buildConnection(ctx.db, actor, { settings: { archive: 'auto' } })
      const { id, taskId } = await autoApproved()
      await completeTask(ctx, actor, { id: taskId })
      await ctx.db.writeBack.updateMany({ where: { taskId }, data: { state: 'done', inverse: { labels: ['INBOX'] } } })
      await reopenTask(ctx, actor, taskId)
      expect(await undo(id)).toMatchObject({ outcome: 'already_decided', taskId })
      await ctx.db.writeBack.updateMany({ where: { taskId }, data: { state: 'reverted' } })
      expect(await undo(id)).toMatchObject({ outcome: 'done' })
    })

    test('is refused while a change at the provider could not be taken back, which can be tried again', async () => {
      connection = await buildConnection(ctx.db, actor, { settings: { archive: 'auto', markAsRead: 'never' } })
      const { id, taskId } = await autoApproved()
      await completeTask(ctx, actor, { id: taskId })
      await reopenTask(ctx, actor, taskId)
      const failed = { state: 'failed', inverse: { labels: ['INBOX'] } } as const
      const { count } = await ctx.db.writeBack.updateMany({ where: { taskId }, data: failed })
      expect(count).toBe(1)
      expect(await undo(id)).toMatchObject({ outcome: 'already_decided', status: 'auto_approved', taskId })
      const [row] = await ctx.db.writeBack.findMany({ where: { taskId } })
      expect(row).toMatchObject(failed)
      expect(await retryWriteBack(ctx, actor, row?.id ?? '')).toMatchObject({ state: 'reverting' })
    })

    test('works when a change failed before it changed anything', async () => {
      connection = await buildConnection(ctx.db, actor, { settings: { archive: 'auto' } })
      const { id, taskId } = await autoApproved()
      await completeTask(ctx, actor, { id: taskId })
      await reopenTask(ctx, actor, taskId)
      await ctx.db.writeBack.updateMany({ where: { taskId }, data: { state: 'failed' } })
      expect(await undo(id)).toMatchObject({ outcome: 'done' })
    })
  })
})
