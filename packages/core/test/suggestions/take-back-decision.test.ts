import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Actor } from '../../src/context'
import { approveSuggestions, dismissSuggestions } from '../../src/suggestions/decide-suggestions'
import { getSuggestion } from '../../src/suggestions/read-suggestions'
import { takeBackDecision, takeBackDecisions } from '../../src/suggestions/take-back-decision'
import { completeTask } from '../../src/tasks/complete-task'
import { deleteTask } from '../../src/tasks/delete-task'
import { reopenTask } from '../../src/tasks/reopen-task'
import { updateTask } from '../../src/tasks/update-task'

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
  connection = await buildConnection(ctx.db, actor, { settings: { archive: 'auto' } })
})

const aMonthMs = 30 * 86_400_000
const takeBack = (id: string, by = actor) => takeBackDecision(ctx, by, { id })
const tasksOf = (suggestionId: string) => ctx.db.task.findMany({ where: { suggestionId } })

async function approved(by = actor): Promise<{ id: string; taskId: string }> {
  const { id } = await buildSuggestion(ctx.db, connection)
  const { results } = await approveSuggestions(ctx, by, { ids: [id], via: 'web' })
  ctx.clock.advance(aMonthMs)
  return { id, taskId: results[0]?.taskId ?? '' }
}

async function dismissed(by = actor): Promise<string> {
  const { id } = await buildSuggestion(ctx.db, connection)
  await dismissSuggestions(ctx, by, { ids: [id], reason: 'Not a task', via: 'web' })
  ctx.clock.advance(aMonthMs)
  return id
}

describe('taking a decision back long after', () => {
  test('a dismissed suggestion waits again, without its reason', async () => {
    const id = await dismissed()
    expect(await takeBack(id)).toMatchObject({
      id,
      status: 'pending_approval',
      decision: null,
      dismissReason: null,
    })
    expect(await ctx.db.suggestion.findFirst({ where: { id } })).toMatchObject({ decidedAt: null })
  })

  test('an approved one waits again and its task goes, worked on or not; approving makes a new one', async () => {
    const { id, taskId } = await approved()
    await updateTask(ctx, actor, { id: taskId, edits: { title: 'Mine now', status: 'in_progress' } })
    expect(await takeBack(id)).toMatchObject({ status: 'pending_approval', taskId: null })
    expect(await tasksOf(id)).toEqual([])
    await approveSuggestions(ctx, actor, { ids: [id], via: 'web' })
    expect(await tasksOf(id)).toHaveLength(1)
  })

  test('what somebody else decided on it is taken back by the person concerned, and by an admin', async () => {
    const id = await dismissed(admin)
    expect(await takeBack(id)).toMatchObject({ status: 'pending_approval' })
    const other = await approved()
    expect(await takeBack(other.id, admin)).toMatchObject({ status: 'pending_approval' })
  })

  test('one whose task is done stays until the task is open again', async () => {
    const { id, taskId } = await approved()
    await completeTask(ctx, actor, { id: taskId })
    await expect(takeBack(id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Its task is done. Open the task again first, in Tasks.',
    })
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({ status: 'approved', taskId })
    await reopenTask(ctx, actor, taskId)
    expect(await takeBack(id)).toMatchObject({ status: 'pending_approval' })
  })

  test.each([
    ['running', null, /being taken back. Try again in a minute/],
    ['reverting', { labels: ['INBOX'] }, /being taken back. Try again in a minute/],
    ['failed', { labels: ['INBOX'] }, /could not be taken back.*in Activity/],
  ] as const)('a change at the provider that is %s comes first', async (state, inverse, message) => {
    const { id, taskId } = await approved()
    await completeTask(ctx, actor, { id: taskId })
    await reopenTask(ctx, actor, taskId)
    const { count } = await ctx.db.writeBack.updateMany({
      where: { taskId },
      data: { state, ...(inverse ? { inverse } : {}) },
    })
    expect(count).toBeGreaterThan(0)
    await expect(takeBack(id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(message) })
    expect(await tasksOf(id)).toHaveLength(1)
  })

  test('a change that failed before it changed anything keeps nothing from being taken back', async () => {
    const { id, taskId } = await approved()
    await completeTask(ctx, actor, { id: taskId })
    await reopenTask(ctx, actor, taskId)
    await ctx.db.writeBack.updateMany({ where: { taskId }, data: { state: 'failed' } })
    expect(await takeBack(id)).toMatchObject({ status: 'pending_approval' })
  })

  test('a deleted task goes for good; one that was done before keeps its decision', async () => {
    const { id, taskId } = await approved()
    await deleteTask(ctx, actor, taskId)
    expect(await takeBack(id)).toMatchObject({ status: 'pending_approval' })
    expect(await tasksOf(id)).toEqual([])
    const done = await approved()
    await completeTask(ctx, actor, { id: done.taskId })
    await deleteTask(ctx, actor, done.taskId)
    await expect(takeBack(done.id)).rejects.toMatchObject({ code: 'conflict', message: /done before it was deleted/ })
  })

  test('two browsers at once take back once, and the second is told that it waits', async () => {
    const { id } = await approved()
    const answers = await Promise.allSettled([takeBack(id), takeBack(id)])
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', message: 'This suggestion waits for a decision again already.' },
    })
  })

  test('against finishing its task at the same time, one of both happens', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const { id, taskId } = await approved()
      await Promise.allSettled([takeBack(id), completeTask(ctx, actor, { id: taskId })])
      const { status } = await getSuggestion(ctx, actor, id)
      const [task] = await tasksOf(id)
      expect([status, task?.status]).toEqual(
        status === 'approved' ? ['approved', 'done'] : ['pending_approval', undefined],
      )
    }
  })

  test('a repeat after a lost answer is answered as the first', async () => {
    const { id } = await approved()
    const input = { id, decisionId: randomUUID() }
    const first = await takeBackDecision(ctx, actor, input)
    expect(await takeBackDecision(ctx, actor, input)).toEqual(first)
    await expect(takeBackDecision(ctx, actor, { id, decisionId: randomUUID() })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('a repeat that comes late takes no newer decision back', async () => {
    const id = await dismissed()
    const input = { id, decisionId: randomUUID() }
    await takeBackDecision(ctx, actor, input)
    await approveSuggestions(ctx, actor, { ids: [id], via: 'web', decisionId: randomUUID() })
    await expect(takeBackDecision(ctx, actor, input)).rejects.toMatchObject({
      code: 'conflict',
      message: 'It was taken back, and has been decided anew since.',
    })
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({ status: 'approved' })
    expect(await tasksOf(id)).toHaveLength(1)
    expect(await takeBackDecision(ctx, actor, { id, decisionId: randomUUID() })).toMatchObject({
      status: 'pending_approval',
    })
  })

  test('another team and another member find nothing', async () => {
    const { id, taskId } = await approved()
    const stranger = (await buildMember(ctx.db, { role: 'admin' })).actor
    const colleague = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })).actor
    for (const by of [stranger, colleague]) await expect(takeBack(id, by)).rejects.toMatchObject({ code: 'not_found' })
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({ status: 'approved', taskId })
  })
})

describe('taking many back at once', () => {
  test('each is answered by itself: what may goes back, what has to stay says why, what is not there is gone', async () => {
    const [worked, plain] = [await approved(), await approved()]
    const reason = await dismissed()
    const waiting = await buildSuggestion(ctx.db, connection)
    await completeTask(ctx, actor, { id: worked.taskId })
    const unknown = randomUUID()
    const ids = [worked.id, plain.id, reason, waiting.id, unknown, plain.id]
    const { results } = await takeBackDecisions(ctx, actor, { ids })
    expect(results).toEqual([
      { id: worked.id, outcome: 'stays', reason: 'Its task is done. Open the task again first, in Tasks.' },
      { id: plain.id, outcome: 'done', reason: null },
      { id: reason, outcome: 'done', reason: null },
      { id: waiting.id, outcome: 'stays', reason: 'This suggestion waits for a decision again already.' },
      { id: unknown, outcome: 'gone', reason: null },
    ])
    expect(await getSuggestion(ctx, actor, worked.id)).toMatchObject({ status: 'approved', taskId: worked.taskId })
    for (const id of [plain.id, reason])
      expect(await getSuggestion(ctx, actor, id)).toMatchObject({ status: 'pending_approval', taskId: null })
    expect(await tasksOf(plain.id)).toEqual([])
  })

  test('a repeat after a lost answer is answered as the first', async () => {
    const input = { ids: [(await approved()).id, await dismissed()], decisionId: randomUUID() }
    const first = await takeBackDecisions(ctx, actor, input)
    expect(first.results.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
    expect(await takeBackDecisions(ctx, actor, input)).toEqual(first)
  })

  test('another member takes nothing back', async () => {
    const { id, taskId } = await approved()
    const colleague = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })).actor
    expect(await takeBackDecisions(ctx, colleague, { ids: [id] })).toMatchObject({ results: [{ outcome: 'gone' }] })
    expect(await getSuggestion(ctx, actor, id)).toMatchObject({ status: 'approved', taskId })
  })
})
