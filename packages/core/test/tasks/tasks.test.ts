import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  buildConnection,
  buildItem,
  buildMember,
  createTestDatabase,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Transaction } from '@switchboard/db'
import type { Actor } from '../../src/context'
import { storedDueDate } from '../../src/suggestions/due-date'
import { completeTask } from '../../src/tasks/complete-task'
import { deleteTask, restoreTask } from '../../src/tasks/delete-task'
import { countTasks, getTask, listTasks } from '../../src/tasks/read-tasks'
import { reopenTask } from '../../src/tasks/reopen-task'
import { updateTask } from '../../src/tasks/update-task'
import { commitDuring } from './commit-during'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor

beforeEach(async () => {
  ctx = testContext(database)
  actor = (await buildMember(ctx.db)).actor
})

type Fields = Partial<Omit<Parameters<typeof ctx.db.task.create>[0]['data'], 'team' | 'item' | 'suggestion'>>
const build = (fields: Fields = {}) =>
  ctx.db.task.create({
    data: {
      teamId: actor.teamId,
      assigneeId: actor.userId,
      title: 'Return it',
      description: '',
      tags: [],
      ...fields,
    },
  })
type Filter = Omit<Parameters<typeof listTasks>[2], 'limit' | 'sort'>
const titles = async (filter: Filter = {}, sort: Parameters<typeof listTasks>[2]['sort'] = 'due') =>
  (await listTasks(ctx, actor, { ...filter, sort, limit: 50 })).items.map(({ title }) => title)

describe('finishing a task of a disconnected account', () => {
  test('promises nothing, and says beforehand that the account is gone', async () => {
    const settings = { markAsRead: 'auto', archive: 'auto' }
    const connection = await buildConnection(ctx.db, actor, { settings, status: 'disconnected' })
    const { id: itemId } = await buildItem(ctx.db, connection)
    const { id } = await build({ itemId })
    expect(await getTask(ctx, actor, id)).toMatchObject({ source: { connected: false } })
    expect((await completeTask(ctx, actor, { id })).task).toMatchObject({ status: 'done', writeBacks: [] })
  })

  test('is another matter when the account only has to be connected again', async () => {
    const settings = { markAsRead: 'auto', archive: 'auto' }
    const connection = await buildConnection(ctx.db, actor, { settings, status: 'error' })
    const { id: itemId } = await buildItem(ctx.db, connection)
    const { id } = await build({ itemId })
    const { task } = await completeTask(ctx, actor, { id })
    expect(task).toMatchObject({ source: { connected: true } })
    expect(task.writeBacks).toHaveLength(2)
  })
})

describe('the list', () => {
  test('links to where its item is, without reading the whole item', async () => {
    const connection = await buildConnection(ctx.db, actor)
    const url = 'https://mail.google.com/mail/u/0/#all/1'
    const { id: itemId } = await buildItem(ctx.db, connection, { url })
    await build({ itemId })
    const read = vi.spyOn(ctx.db.task, 'findMany')
    const { items } = await listTasks(ctx, actor, { sort: 'due', limit: 5 })
    expect(items).toMatchObject([{ source: { itemId, url } }])
    const whole = expect.objectContaining({ snapshot: expect.anything() })
    expect(await read.mock.results[0]?.value).toEqual([expect.objectContaining({ item: expect.anything() })])
    expect(await read.mock.results[0]?.value).not.toEqual([expect.objectContaining({ item: whole })])
  })

  test('is filtered by status, priority, due date and words', async () => {
    const connection = await buildConnection(ctx.db, actor)
    const { id: itemId } = await buildItem(ctx.db, connection, { sender: { name: 'Åsa Öberg', address: null } })
    await build({ title: 'from Åsa', itemId, status: 'in_progress' })
    await build({ title: 'tagged', tags: ['legal'], priority: 'urgent', dueAt: new Date('2026-03-02T12:00:00Z') })
    await build({ title: 'done', status: 'done', description: '100% ready' })
    await build({ title: 'deleted', deletedAt: ctx.clock.now() })
    const { actor: other } = await buildMember(ctx.db, { teamId: actor.teamId })
    await build({ title: "other's", assigneeId: other.userId })
    expect((await titles()).sort()).toEqual(['done', 'from Åsa', 'tagged'])
    expect(await titles({ status: 'in_progress' })).toEqual(['from Åsa'])
    expect(await titles({ priority: 'urgent' })).toEqual(['tagged'])
    expect(await titles({ due: 'today' })).toEqual(['tagged'])
    expect(await titles({ search: 'öberg' })).toEqual(['from Åsa'])
    expect(await titles({ search: 'legal' })).toEqual(['tagged'])
    expect(await titles({ search: '0% r' })).toEqual(['done'])
    expect(await titles({ search: '0_ r' })).toEqual([])
  })

  test('by match has titles before senders before texts, and the newest of each first', async () => {
    const connection = await buildConnection(ctx.db, actor)
    const { id: itemId } = await buildItem(ctx.db, connection, { sender: { name: 'Corvid Hosting', address: null } })
    const day = (date: number) => new Date(Date.UTC(2026, 2, date))
    await build({ title: 'Pay Corvid', createdAt: day(1) })
    await build({ title: 'Call Corvid', createdAt: day(2) })
    await build({ title: 'Pay the invoice', itemId, createdAt: day(3) })
    await build({ title: 'Plan', description: 'as Corvid wishes', createdAt: day(4) })
    await build({ title: 'Other', createdAt: day(5) })
    const best = await listTasks(ctx, actor, { search: 'corvid', sort: 'match', limit: 50 })
    expect(best.items.map(({ title }) => title)).toEqual(['Call Corvid', 'Pay Corvid', 'Pay the invoice', 'Plan'])
    const few = await listTasks(ctx, actor, { search: 'corvid pay', sort: 'match', limit: 1 })
    expect(few.items.map(({ title }) => title)).toEqual(['Pay Corvid'])
  })

  test.each([
    ['due', ['b', 'a', 'd', 'c']],
    ['newest', ['d', 'c', 'b', 'a']],
    ['priority', ['c', 'b', 'a', 'd']],
    ['finished', ['a', 'c', 'd', 'b']],
  ] as const)('sorted by %s comes in pages without gap or repeat while tasks are added', async (sort, expected) => {
    const day = (date: number) => new Date(Date.UTC(2026, 2, date))
    await build({ title: 'a', createdAt: day(1), dueAt: day(9), priority: 'medium', completedAt: day(12) })
    await build({ title: 'b', createdAt: day(2), dueAt: day(8), priority: 'high' })
    await build({ title: 'c', createdAt: day(3), priority: 'urgent', completedAt: day(11) })
    await build({ title: 'd', createdAt: day(4), priority: 'low' })
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: Awaited<ReturnType<typeof listTasks>> = await listTasks(ctx, actor, { sort, limit: 1, cursor })
      seen.push(...page.items.map(({ title }) => title))
      cursor = page.nextCursor
      // Stands before everything in each order.
      await build({
        title: 'new',
        createdAt: day(20),
        dueAt: day(1),
        priority: 'urgent',
        status: 'done',
        completedAt: day(20),
      })
      await ctx.db.task.updateMany({ where: { title: 'new' }, data: { deletedAt: ctx.clock.now() } })
    }
    expect(seen).toEqual(expected)
  })

  test("the figures follow the member's day", async () => {
    // 10:00 in Berlin; the day began at 23:00 UTC.
    await build({ dueAt: new Date('2026-03-02T08:00:00Z') })
    await build({ dueAt: new Date('2026-03-01T23:00:00Z'), dueAllDay: true })
    await build({ dueAt: new Date('2026-03-01T22:00:00Z'), dueAllDay: true, status: 'in_progress' })
    await build({
      status: 'done',
      completedAt: new Date('2026-03-01T23:30:00Z'),
      dueAt: new Date('2026-03-01T08:00:00Z'),
    })
    await build({ status: 'done', completedAt: new Date('2026-03-01T22:30:00Z') })
    expect(await countTasks(ctx, actor)).toEqual({ open: 2, inProgress: 1, doneToday: 1, overdue: 2, dueToday: 1 })
  })
})

describe('changing', () => {
  test('saves what is given and keeps the rest', async () => {
    const { id } = await build({ tags: ['legal'] })
    const dueAt = new Date('2026-03-06T15:00:00Z')
    const whenDone = { mark_read: true, archive: false }
    expect(
      await updateTask(ctx, actor, { id, edits: { status: 'in_progress', priority: 'urgent', dueAt, whenDone } }),
    ).toMatchObject({ status: 'in_progress', priority: 'urgent', dueAt, whenDone, title: 'Return it', tags: ['legal'] })
    expect(await updateTask(ctx, actor, { id, edits: { dueAt: null, whenDone: null } })).toMatchObject({
      dueAt: null,
      whenDone: null,
      status: 'in_progress',
    })
  })

  test('a day without a time of day is stored and sorted like the same day from the generator', async () => {
    const generated = storedDueDate('2026-03-06', 'Europe/Berlin')
    const { id } = await build({ title: 'first', ...generated })
    const { id: second } = await build({ title: 'second' })
    const day = { dueAt: new Date('2026-03-06T16:00:00Z'), dueAllDay: true }
    expect(await updateTask(ctx, actor, { id: second, edits: day })).toMatchObject(generated)
    const timed = await updateTask(ctx, actor, { id, edits: { ...day, dueAllDay: false } })
    expect(timed).toMatchObject({ dueAt: day.dueAt, dueAllDay: false })
  })

  test('a finished task keeps its status until it is reopened', async () => {
    const { id } = await build()
    await completeTask(ctx, actor, { id })
    await expect(updateTask(ctx, actor, { id, edits: { status: 'open' } })).rejects.toMatchObject({
      code: 'conflict',
      field: 'status',
    })
    expect(await updateTask(ctx, actor, { id, edits: { title: 'Returned' } })).toMatchObject({
      title: 'Returned',
      status: 'done',
    })
  })

  test('finishing and reopening say whether they have changed anything', async () => {
    const { id } = await build()
    expect(await reopenTask(ctx, actor, id)).toMatchObject({ changed: false, task: { status: 'open' } })
    expect(await completeTask(ctx, actor, { id })).toMatchObject({ changed: true, task: { status: 'done' } })
    expect(await completeTask(ctx, actor, { id })).toMatchObject({ changed: false, task: { status: 'done' } })
    expect(await reopenTask(ctx, actor, id)).toMatchObject({ changed: true, task: { status: 'open' } })
  })
})

describe('changing what somebody else changes at the same moment', () => {
  test('a task that has just been finished stays finished', async () => {
    const { id } = await build()
    const finish = { status: 'done', completedAt: ctx.clock.now() } as const
    const late = commitDuring(
      ctx.db,
      (tx) => tx.task.updateMany({ where: { id }, data: finish }),
      () => updateTask(ctx, actor, { id, edits: { status: 'in_progress' } }),
    )
    await expect(late).rejects.toMatchObject({ code: 'conflict', field: 'status' })
    expect(await getTask(ctx, actor, id)).toMatchObject(finish)
  })

  test.each([
    [
      'deleted',
      (tx: Transaction, id: string) => tx.task.updateMany({ where: { id }, data: { deletedAt: new Date(0) } }),
    ],
    ['taken back with its approval', (tx: Transaction, id: string) => tx.task.deleteMany({ where: { id } })],
  ])('a task that has just been %s is not found', async (_, change) => {
    const { id } = await build()
    const late = commitDuring(
      ctx.db,
      (tx) => change(tx, id),
      () => updateTask(ctx, actor, { id, edits: { title: 'Too late' } }),
    )
    await expect(late).rejects.toMatchObject({ code: 'not_found' })
    expect(await ctx.db.task.count({ where: { title: 'Too late' } })).toBe(0)
  })

  test('a choice that has just been saved counts when the task is finished', async () => {
    const connection = await buildConnection(ctx.db, actor, { settings: { markAsRead: 'auto', archive: 'auto' } })
    const { id: itemId } = await buildItem(ctx.db, connection)
    const { id } = await build({ itemId })
    const whenDone = { mark_read: false, archive: true }
    const { task } = await commitDuring(
      ctx.db,
      (tx) => tx.task.updateMany({ where: { id }, data: { whenDone } }),
      () => completeTask(ctx, actor, { id }),
    )
    expect(task).toMatchObject({ status: 'done', whenDone, writeBacks: [{ action: 'archive' }] })
  })

  test('no change at all is fine', async () => {
    const { id } = await build()
    expect(await updateTask(ctx, actor, { id, edits: {} })).toMatchObject({ id, title: 'Return it' })
  })
})

describe('deleting', () => {
  test('takes the task out of every list until it is restored', async () => {
    const { id } = await build()
    const { undoUntil, undoMs } = await deleteTask(ctx, actor, id)
    expect(undoMs).toBe(ctx.undoWindowMs)
    expect(undoUntil).toEqual(new Date(ctx.clock.now().getTime() + ctx.undoWindowMs))
    expect(await titles()).toEqual([])
    await expect(getTask(ctx, actor, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteTask(ctx, actor, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(completeTask(ctx, actor, { id })).rejects.toMatchObject({ code: 'not_found' })
    ctx.clock.advance(ctx.undoWindowMs)
    expect((await restoreTask(ctx, actor, id)).task).toMatchObject({ id, status: 'open' })
    expect(await titles()).toEqual(['Return it'])
  })

  test('cannot be taken back when the window has passed', async () => {
    const { id } = await build()
    await deleteTask(ctx, actor, id)
    ctx.clock.advance(ctx.undoWindowMs + 5_000)
    await expect(restoreTask(ctx, actor, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('of a task that is not deleted there is nothing to restore', async () => {
    const { id } = await build()
    await expect(restoreTask(ctx, actor, id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test("an admin reaches the team's tasks, a member only their own", async () => {
  const { id } = await build()
  const { actor: admin } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'admin' })
  const { actor: member } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })
  expect(await getTask(ctx, admin, id)).toMatchObject({ id })
  await expect(getTask(ctx, member, id)).rejects.toMatchObject({ code: 'not_found' })
})
