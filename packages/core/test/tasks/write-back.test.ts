import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  fakeProviders,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Actor } from '../../src/context'
import { SwitchboardError } from '../../src/errors'
import type { Json } from '../../src/ports/json'
import { pauseConnection, resumeConnection } from '../../src/connections/pause-connection'
import { approveSuggestions } from '../../src/suggestions/decide-suggestions'
import { cleanUp } from '../../src/sync/clean-up'
import { completeTask } from '../../src/tasks/complete-task'
import { deleteTask, restoreTask } from '../../src/tasks/delete-task'
import { listWriteBacks } from '../../src/tasks/list-write-backs'
import { getTask } from '../../src/tasks/read-tasks'
import { reopenTask } from '../../src/tasks/reopen-task'
import { retryWriteBack } from '../../src/tasks/retry-write-back'
import { runWriteBack } from '../../src/tasks/run-write-back'
import { commitDuring } from './commit-during'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let connection: Awaited<ReturnType<typeof buildConnection>>
/** What the provider was asked to do, in order. */
let calls: string[]
/** What can cut off each change. */
let signals: AbortSignal[]
/** The mail at the provider. */
let labels: string[]
/** What taking back answers. */
let left: string | undefined
/** Runs before what a change would undo is looked at. */
let look: () => void | Promise<void>
/** Runs before each change; throw here to let it fail. */
let before: (call: string) => void | Promise<void>

beforeEach(async () => {
  calls = []
  signals = []
  labels = ['INBOX', 'UNREAD']
  left = undefined
  before = () => undefined
  look = () => undefined
  const touched = (action: string) => (action === 'archive' ? 'INBOX' : 'UNREAD')
  const change = async (call: string, make: () => void) => {
    calls.push(call)
    await before(call)
    make()
  }
  ctx = testContext(database, {
    providers: fakeProviders({
      source: {
        inverseOf: async (_, action) => {
          await look()
          return { had: labels.includes(touched(action)) }
        },
        apply: ({ signal }, action) => {
          signals.push(signal)
          return change(action, () => {
            labels = labels.filter((label) => label !== touched(action))
          })
        },
        revert: async (_, action, _id, inverse) => {
          await change(`revert ${action}`, () => restore(touched(action), inverse))
          return left
        },
      },
    }),
  })
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  actor = (await buildMember(ctx.db)).actor
  await connect({ markAsRead: 'auto', archive: 'auto' })
})

/** Lets the other runs go on until it is so. */
async function until(isSo: () => boolean) {
  while (!isSo()) await turn()
}

function restore(label: string, inverse: Json) {
  if (typeof inverse === 'object' && inverse && 'had' in inverse && inverse.had) labels = [...labels, label].sort()
}

async function connect(settings: Record<string, string | number>) {
  connection = await buildConnection(ctx.db, actor, { settings })
  await buildGrant(ctx, connection)
}

async function openTask(whenDone?: { mark_read: boolean; archive: boolean }): Promise<string> {
  const { id } = await buildSuggestion(ctx.db, connection)
  const edits = whenDone ? { whenDone } : undefined
  const { results } = await approveSuggestions(ctx, actor, { ids: [id], edits, via: 'web' })
  return results[0]?.taskId ?? ''
}
const complete = (id: string, answers?: Record<string, boolean>) => completeTask(ctx, actor, { id, answers })
const writeBacks = (taskId: string) => ctx.db.writeBack.findMany({ where: { taskId }, orderBy: { action: 'asc' } })
const states = async (taskId: string) =>
  Object.fromEntries((await writeBacks(taskId)).map(({ action, state }) => [action, state]))
const run = (writeBackId: string) => runWriteBack(ctx, { teamId: actor.teamId, writeBackId })
async function runAll(taskId: string) {
  for (const { id } of await writeBacks(taskId)) await run(id)
}
const jobs = () => queuedJobs(ctx.db, 'run-write-back')
const down = new SwitchboardError('unavailable', 'Gmail has a rest.', { retryable: true })

describe('finishing a task', () => {
  test('queues what its policies say for the end of the undo window', async () => {
    const id = await openTask()
    const { task, undoUntil, undoMs } = await complete(id)
    expect(undoMs).toBe(ctx.undoWindowMs)
    const runAt = new Date(ctx.clock.now().getTime() + ctx.undoWindowMs)
    expect(undoUntil).toEqual(runAt)
    expect(task).toMatchObject({ status: 'done', completedAt: ctx.clock.now() })
    expect(task.writeBacks.map(({ action, state }) => [action, state]).sort()).toEqual([
      ['archive', 'waiting'],
      ['mark_read', 'waiting'],
    ])
    expect(await jobs()).toMatchObject([{ runAt }, { runAt }])
    expect(calls).toEqual([])
    await runAll(id)
    expect(labels).toEqual([])
    expect(await states(id)).toEqual({ mark_read: 'done', archive: 'done' })
  })

  test('goes by the default of a policy that is not stored, and never by one that cannot be read', async () => {
    await connect({ archive: 'sometimes' })
    const id = await openTask()
    const { task } = await complete(id)
    expect(task.source?.policies).toEqual({ mark_read: 'auto', archive: 'never' })
    expect(await states(id)).toEqual({ mark_read: 'waiting' })
  })

  test('promises nothing that the account has not granted', async () => {
    const { source } = ctx.providers.gmail?.provider ?? {}
    if (!source?.effects) throw new Error('Nothing can be changed.')
    const needs = ['mail.modify', 'mail.all']
    source.effects = source.effects.map((effect) => (effect.action === 'mark_read' ? { ...effect, needs } : effect))
    const id = await openTask()
    const { task } = await complete(id, { mark_read: true })
    expect(task.source?.policies).toEqual({ mark_read: 'never', archive: 'auto' })
    expect(await states(id)).toEqual({ archive: 'waiting' })
    const where = { teamId_id: { teamId: actor.teamId, id: connection.id } }
    await ctx.db.connection.update({ where, data: { grantedScopes: ['mail.all'] } })
    expect((await getTask(ctx, actor, id)).source?.policies).toMatchObject({ mark_read: 'auto' })
  })

  test('twice, or twice at once, queues it once', async () => {
    const id = await openTask()
    await Promise.all([complete(id), complete(id)])
    const { undoUntil, task } = await complete(id)
    expect(undoUntil).toBeNull()
    expect(task.writeBacks).toHaveLength(2)
    expect(await jobs()).toHaveLength(2)
  })

  type Answers = { mark_read?: boolean; archive?: boolean }
  test.each<[string, string, Answers | undefined, { mark_read: boolean; archive: boolean } | undefined, boolean]>([
    ['never', 'and no answer', undefined, undefined, false],
    ['never', 'whatever is answered', { archive: true }, undefined, false],
    ['never', 'whatever was chosen', undefined, { mark_read: true, archive: true }, false],
    ['ask', 'and no answer', undefined, undefined, false],
    ['ask', 'and a no', { archive: false }, undefined, false],
    ['ask', 'and a yes', { archive: true }, undefined, true],
    ['ask', 'and a yes chosen before', undefined, { mark_read: false, archive: true }, true],
    ['auto', 'and no answer', undefined, undefined, true],
    ['auto', 'where a no was chosen before', undefined, { mark_read: false, archive: false }, false],
  ])('with the policy %s %s', async (policy, _, answers, whenDone, archives) => {
    await connect({ markAsRead: 'never', archive: policy })
    const id = await openTask(whenDone)
    const { task } = await complete(id, answers)
    expect(task.writeBacks.map(({ action }) => action)).toEqual(archives ? ['archive'] : [])
  })

  test('that came from nowhere writes nothing back', async () => {
    const { id } = await ctx.db.task.create({
      data: { teamId: actor.teamId, assigneeId: actor.userId, title: 'By hand', description: '', tags: [] },
    })
    expect((await complete(id, { archive: true })).task).toMatchObject({ status: 'done', source: null, writeBacks: [] })
  })
})

describe('deleting a finished task', () => {
  test('within the undo window cancels what waits; restoring it lets it wait again', async () => {
    const id = await openTask()
    await complete(id)
    await deleteTask(ctx, actor, id)
    await runAll(id)
    expect(calls).toEqual([])
    expect(await states(id)).toEqual({ mark_read: 'cancelled', archive: 'cancelled' })
    ctx.clock.advance(2_000)
    await restoreTask(ctx, actor, id)
    const runAt = new Date(ctx.clock.now().getTime() + ctx.undoWindowMs)
    expect(await writeBacks(id)).toMatchObject(Array(2).fill({ state: 'waiting', runAt }))
    expect((await jobs()).map((job) => job.runAt)).toEqual([runAt, runAt])
    await runAll(id)
    expect(labels).toEqual([])
  })

  test('leaves what was done, and the list of changes tells of it for good', async () => {
    const [done, undone] = [await openTask(), await openTask()]
    await complete(done)
    await runAll(done)
    await complete(undone)
    for (const id of [done, undone]) await deleteTask(ctx, actor, id)
    ctx.clock.advance(2 * 86_400_000)
    await cleanUp(ctx)
    expect(await states(done)).toEqual({ mark_read: 'done', archive: 'done' })
    expect((await listWriteBacks(ctx, actor, { limit: 5 })).items.map(({ taskId }) => taskId)).toEqual([done, done])
  })

  test('cancels what was tried and has changed nothing, until the task is restored', async () => {
    await connect({ archive: 'auto', markAsRead: 'never' })
    const id = await openTask()
    await complete(id)
    const cancelled = { state: 'cancelled', finishedAt: ctx.clock.now() }
    await ctx.db.writeBack.updateMany({
      where: { taskId: id },
      data: { state: 'running', attempts: 3, runAt: new Date(ctx.clock.now().getTime() + 600_000) },
    })
    await deleteTask(ctx, actor, id)
    expect(await writeBacks(id)).toMatchObject([cancelled])
    await restoreTask(ctx, actor, id)
    expect(await writeBacks(id)).toMatchObject([{ state: 'waiting', attempts: 0 }])
    await ctx.db.writeBack.updateMany({ where: { taskId: id }, data: { state: 'running', parked: true } })
    await deleteTask(ctx, actor, id)
    await runAll(id)
    expect([await states(id), calls]).toEqual([{ archive: 'cancelled' }, []])
  })

  test('lets what may have been made go on: only trying it again tells', async () => {
    await connect({ archive: 'auto', markAsRead: 'never' })
    const id = await openTask()
    await complete(id)
    before = () => {
      throw down
    }
    await runAll(id)
    before = () => undefined
    await deleteTask(ctx, actor, id)
    await runAll(id)
    expect([await states(id), calls]).toEqual([{ archive: 'done' }, ['archive', 'archive']])
  })

  test('what may have been made is not made once the account works again; restoring the task brings it back', async () => {
    await connect({ archive: 'auto', markAsRead: 'never' })
    const [parked, parkedLater] = [await openTask(), await openTask()]
    before = () => {
      throw down
    }
    for (const id of [parked, parkedLater]) {
      await complete(id)
      await runAll(id)
    }
    await deleteTask(ctx, actor, parkedLater)
    await pauseConnection(ctx, actor, connection.id)
    for (const id of [parked, parkedLater]) await runAll(id)
    expect([await states(parked), await states(parkedLater)]).toEqual([
      { archive: 'running' },
      { archive: 'cancelled' },
    ])
    await deleteTask(ctx, actor, parked)
    before = () => undefined
    await resumeConnection(ctx, actor, connection.id)
    for (const id of [parked, parkedLater]) await runAll(id)
    expect([await states(parked), labels]).toEqual([{ archive: 'cancelled' }, ['INBOX', 'UNREAD']])
    for (const id of [parked, parkedLater]) await restoreTask(ctx, actor, id)
    expect([await states(parked), await states(parkedLater)]).toEqual(Array(2).fill({ archive: 'waiting' }))
  })

  test('that was reopened before restores nothing of it', async () => {
    const id = await openTask()
    await complete(id)
    await reopenTask(ctx, actor, id)
    await deleteTask(ctx, actor, id)
    await restoreTask(ctx, actor, id)
    expect(await states(id)).toEqual({ mark_read: 'cancelled', archive: 'cancelled' })
  })
})

describe('reopening', () => {
  test('within the undo window cancels what waits', async () => {
    const id = await openTask()
    await complete(id)
    expect((await reopenTask(ctx, actor, id)).task).toMatchObject({ status: 'open', completedAt: null })
    await runAll(id)
    expect(calls).toEqual([])
    expect(await states(id)).toEqual({ mark_read: 'cancelled', archive: 'cancelled' })
  })

  test('plays the inverse of what was done, and only of what it changed', async () => {
    labels = ['INBOX']
    const id = await openTask()
    await complete(id)
    await runAll(id)
    expect(labels).toEqual([])
    await reopenTask(ctx, actor, id)
    expect(await states(id)).toEqual({ mark_read: 'reverting', archive: 'reverting' })
    await runAll(id)
    expect(labels).toEqual(['INBOX'])
    expect(await states(id)).toEqual({ mark_read: 'reverted', archive: 'reverted' })
    await reopenTask(ctx, actor, id)
    await runAll(id)
    expect(calls).toHaveLength(4)
  })

  test('while the change is under way takes it back when it is made', async () => {
    await connect({ archive: 'auto', markAsRead: 'never' })
    const id = await openTask()
    await complete(id)
    before = async (call) => {
      if (call === 'archive') await reopenTask(ctx, actor, id)
    }
    await runAll(id)
    expect(calls).toEqual(['archive', 'revert archive'])
    expect(labels).toEqual(['INBOX', 'UNREAD'])
    expect(await states(id)).toEqual({ archive: 'reverted' })
  })

  test('just as the change ends takes it back, whichever is first', async () => {
    await connect({ archive: 'auto', markAsRead: 'never' })
    const id = await openTask()
    await complete(id)
    let ended: Promise<void> = Promise.resolve()
    let reopened: Promise<void> = Promise.resolve()
    before = (call) => {
      if (call !== 'archive') return undefined
      return new Promise((changed) => {
        reopened = commitDuring(
          ctx.db,
          (tx) => tx.task.updateMany({ where: { id }, data: { status: 'open', completedAt: null } }),
          () => {
            changed()
            return ended
          },
        )
      })
    }
    ended = runAll(id)
    await ended
    await reopened
    expect(calls).toEqual(['archive', 'revert archive'])
    expect(await states(id)).toEqual({ archive: 'reverted' })
  })

  test.each([
    ['in passing', down],
    ['for good', new SwitchboardError('gone', 'This mail was deleted at Gmail.')],
  ])('while a change fails %s takes back what may have been made', async (_, error) => {
    await connect({ archive: 'auto', markAsRead: 'never' })
    const id = await openTask()
    await complete(id)
    before = async (call) => {
      if (call !== 'archive') return
      await reopenTask(ctx, actor, id)
      labels = labels.filter((label) => label !== 'INBOX')
      throw error
    }
    await runAll(id)
    expect(calls).toEqual(['archive', 'revert archive'])
    expect(labels).toEqual(['INBOX', 'UNREAD'])
    expect(await states(id)).toEqual({ archive: 'reverted' })
  })

  describe('while a change waits to be tried again', () => {
    async function failedOnce() {
      await connect({ archive: 'auto', markAsRead: 'never' })
      const id = await openTask()
      await complete(id)
      const [first] = await writeBacks(id)
      ctx.clock.set(first?.runAt ?? ctx.clock.now())
      await runAll(id)
      return id
    }

    test('takes it back now, since only its answer may be lost', async () => {
      before = (call) => {
        if (call !== 'archive') return
        labels = labels.filter((label) => label !== 'INBOX')
        throw down
      }
      const id = await failedOnce()
      await reopenTask(ctx, actor, id)
      expect(await states(id)).toEqual({ archive: 'reverting' })
      expect((await jobs()).map(({ runAt }) => runAt)).toEqual([ctx.clock.now()])
      await runAll(id)
      expect(calls).toEqual(['archive', 'revert archive'])
      expect(labels).toEqual(['INBOX', 'UNREAD'])
    })

    test('cancels one that never began', async () => {
      look = () => {
        throw down
      }
      const id = await failedOnce()
      await reopenTask(ctx, actor, id)
      expect(await states(id)).toEqual({ archive: 'cancelled' })
      await runAll(id)
      expect(calls).toEqual([])
    })

    test('just as it begins again never makes it once more', async () => {
      before = (call) => {
        if (call === 'archive') throw down
      }
      const id = await failedOnce()
      const [row] = await writeBacks(id)
      await commitDuring(
        ctx.db,
        (tx) => tx.task.updateMany({ where: { id }, data: { status: 'open', completedAt: null } }),
        () => run(row?.id ?? ''),
      )
      expect(calls).toEqual(['archive', 'revert archive'])
      expect(await states(id)).toEqual({ archive: 'reverted' })
    })
  })

  test('says what was left because somebody else had changed it', async () => {
    await connect({ archive: 'auto', markAsRead: 'never' })
    const id = await openTask()
    await complete(id)
    await runAll(id)
    left = 'Left as somebody else has set it'
    await reopenTask(ctx, actor, id)
    await runAll(id)
    expect((await getTask(ctx, actor, id)).writeBacks).toMatchObject([
      { state: 'reverted', words: { done: 'Done', undone: 'Left as somebody else has set it' } },
    ])
  })

  test('and finishing again waits until the first change has been taken back', async () => {
    await connect({ archive: 'auto', markAsRead: 'never' })
    const id = await openTask()
    await complete(id)
    await runAll(id)
    await reopenTask(ctx, actor, id)
    const { task } = await complete(id)
    const [second] = task.writeBacks.filter(({ state }) => state === 'waiting')
    await run(second?.id ?? '')
    expect(calls).toEqual(['archive'])
    for (let round = 0; round < 2; round++) await runAll(id)
    expect(calls).toEqual(['archive', 'revert archive', 'archive'])
    await reopenTask(ctx, actor, id)
    await runAll(id)
    expect(labels).toEqual(['INBOX', 'UNREAD'])
  })

  test('and finishing again makes the change again', async () => {
    await connect({ archive: 'auto', markAsRead: 'never' })
    const id = await openTask()
    for (let round = 0; round < 2; round++) {
      await complete(id)
      await runAll(id)
      expect(labels).toEqual(['UNREAD'])
      await reopenTask(ctx, actor, id)
      await runAll(id)
      expect(labels).toEqual(['INBOX', 'UNREAD'])
    }
    expect((await getTask(ctx, actor, id)).writeBacks.map(({ state }) => state)).toEqual(['reverted', 'reverted'])
  })
})

describe('the job', () => {
  beforeEach(() => connect({ archive: 'auto', markAsRead: 'never' }))

  async function finished() {
    const taskId = await openTask()
    await complete(taskId)
    const [row] = await writeBacks(taskId)
    return { taskId, id: row?.id ?? '' }
  }
  const row = (id: string) => ctx.db.writeBack.findFirstOrThrow({ where: { id } })

  test('run twice makes the change once', async () => {
    const { id } = await finished()
    await run(id)
    await run(id)
    expect(calls).toEqual(['archive'])
    expect(await row(id)).toMatchObject({ state: 'done', attempts: 1, inverse: { had: true } })
    await run(actor.userId)
  })

  test('run twice at once keeps the inverse of the first look', async () => {
    const { id, taskId } = await finished()
    let looks = 0
    // Both look; the second answers only when the first has made the change.
    look = async () => {
      looks += 1
      if (looks === 2) while (labels.includes('INBOX')) await turn()
      else await until(() => looks === 2)
    }
    await Promise.all([run(id), run(id)])
    expect(looks).toBe(2)
    expect(await row(id)).toMatchObject({ state: 'done', inverse: { had: true } })
    await reopenTask(ctx, actor, taskId)
    await run(id)
    expect(labels).toEqual(['INBOX', 'UNREAD'])
  })

  test('run twice at once keeps what the first has achieved when the second fails', async () => {
    const { id } = await finished()
    let changes = 0
    before = async () => {
      changes += 1
      if (changes < 2) return until(() => changes === 2)
      while ((await row(id)).state !== 'done') await turn()
      throw new SwitchboardError('gone', 'This mail was deleted at Gmail.')
    }
    await Promise.all([run(id), run(id)])
    expect(changes).toBe(2)
    expect(await row(id)).toMatchObject({ state: 'done', errorCode: null })
  })

  test('whose change came after it had been taken back takes it back again', async () => {
    const { id, taskId } = await finished()
    let changes = 0
    before = async (call) => {
      if (call !== 'archive') return
      changes += 1
      if (changes < 2) return until(() => changes === 2)
      while ((await row(id)).state !== 'done') await turn()
      await reopenTask(ctx, actor, taskId)
      await run(id)
    }
    await Promise.all([run(id), run(id)])
    expect(calls).toEqual(['archive', 'archive', 'revert archive', 'revert archive'])
    expect(labels).toEqual(['INBOX', 'UNREAD'])
    expect(await row(id)).toMatchObject({ state: 'reverted' })
  })

  test('that died after the change is run again and keeps its inverse', async () => {
    const { id, taskId } = await finished()
    let deaths = 0
    before = () => {
      if (deaths++ > 0) return
      labels = labels.filter((label) => label !== 'INBOX')
      throw new Error('the process died')
    }
    await expect(run(id)).rejects.toThrow('the process died')
    expect(await row(id)).toMatchObject({ state: 'running', inverse: { had: true } })
    await run(id)
    expect(await row(id)).toMatchObject({ state: 'done', inverse: { had: true } })
    await reopenTask(ctx, actor, taskId)
    await run(id)
    expect(labels).toEqual(['INBOX', 'UNREAD'])
  })

  test('that ends the worker each time is shown as failed, and can be tried again', async () => {
    const { id } = await finished()
    before = () => {
      throw new Error('the process died')
    }
    for (let death = 0; death < 5; death++) await expect(run(id)).rejects.toThrow('the process died')
    expect(await row(id)).toMatchObject({ state: 'running' })
    calls = []
    await run(id)
    expect(calls).toEqual([])
    const ending = { state: 'failed', errorCode: 'interrupted', finishedAt: ctx.clock.now() }
    // A bug looks the same as a death: what is said is true of both.
    expect(await row(id)).toMatchObject({ ...ending, errorMessage: expect.stringContaining('stopped or failed') })
    before = () => undefined
    await retryWriteBack(ctx, actor, id)
    await run(id)
    expect(await row(id)).toMatchObject({ state: 'done', errorCode: null })
  })

  test('that fails in passing is tried again as often as the connection says, then shown as failed', async () => {
    await connect({ archive: 'auto', markAsRead: 'never', maxRetries: 2 })
    const { id, taskId } = await finished()
    before = () => {
      throw down
    }
    const delaysMs: number[] = []
    for (let attempt = 0; attempt < 2; attempt++) {
      await run(id)
      const { runAt, state } = await row(id)
      expect(state).toBe('running')
      delaysMs.push(runAt.getTime() - ctx.clock.now().getTime())
      expect((await jobs()).map((job) => job.runAt)).toEqual([runAt])
      ctx.clock.set(runAt)
    }
    expect(delaysMs[0]).toBeGreaterThanOrEqual(8_000)
    expect(delaysMs[1]).toBeGreaterThan(delaysMs[0] ?? 0)
    await run(id)
    expect(await row(id)).toMatchObject({ state: 'failed', attempts: 3, errorCode: 'unavailable' })
    const shown = { state: 'failed', errorMessage: 'Gmail has a rest.', attempts: 3, finishedAt: ctx.clock.now() }
    expect((await getTask(ctx, actor, taskId)).writeBacks).toMatchObject([shown])
    expect((await listWriteBacks(ctx, actor, { limit: 5 })).items).toMatchObject([
      {
        ...shown,
        action: 'archive',
        taskId,
        itemTitle: 'Security questionnaire',
        accountName: 'ada@northwind.example',
      },
    ])
    expect(labels).toEqual(['INBOX', 'UNREAD'])
    before = () => undefined
    expect(await retryWriteBack(ctx, actor, id)).toMatchObject({ state: 'waiting', attempts: 0, errorMessage: null })
    await expect(retryWriteBack(ctx, actor, id)).rejects.toMatchObject({ code: 'conflict' })
    await run(id)
    expect(labels).toEqual(['UNREAD'])
  })

  test('outlasts an outage of hours by default', async () => {
    const { id } = await finished()
    before = () => {
      throw down
    }
    const begunAt = ctx.clock.now().getTime()
    for (let attempt = 0; attempt < 5; attempt++) {
      ctx.clock.set((await row(id)).runAt)
      await run(id)
    }
    expect(await row(id)).toMatchObject({ state: 'failed', attempts: 5 })
    expect(ctx.clock.now().getTime() - begunAt).toBeGreaterThan(2 * 3_600_000)
  })

  test('that is cut off because the process ends goes on at once, and has not failed', async () => {
    const { id } = await finished()
    const stopping = new AbortController()
    before = () => {
      stopping.abort()
      throw down
    }
    await runWriteBack(ctx, { teamId: actor.teamId, writeBackId: id }, stopping.signal)
    expect(await row(id)).toMatchObject({ state: 'running', attempts: 0 })
    expect((await jobs()).map(({ runAt }) => runAt)).toEqual([ctx.clock.now()])
  })

  test('hands the signal to the call', async () => {
    const { id } = await finished()
    const stopping = new AbortController()
    await runWriteBack(ctx, { teamId: actor.teamId, writeBackId: id }, stopping.signal)
    expect(signals).toEqual([stopping.signal])
  })

  test('waits at least as long as the provider asks', async () => {
    const { id } = await finished()
    before = () => {
      throw new SwitchboardError('rate_limited', 'Slow down.', { retryable: true, retryAfterMs: 600_000 })
    }
    await run(id)
    expect((await row(id)).runAt).toEqual(new Date(ctx.clock.now().getTime() + 600_000))
  })

  test('that the account has not granted fails alone: it stays connected, and nothing is tried again', async () => {
    before = () => Promise.reject(new SwitchboardError('scope_missing', 'Use ‘Grant access’ on the connection.'))
    const { id } = await finished()
    await run(id)
    expect(await row(id)).toMatchObject({
      state: 'failed',
      errorCode: 'scope_missing',
      errorMessage: 'Use ‘Grant access’ on the connection.',
    })
    const where = { teamId_id: { teamId: actor.teamId, id: connection.id } }
    expect(await ctx.db.connection.findUnique({ where })).toMatchObject({ status: 'connected', errorCode: null })
  })

  test('that fails for good is shown at once', async () => {
    const { id } = await finished()
    before = () => {
      throw new SwitchboardError('gone', 'This mail was deleted at Gmail.')
    }
    await run(id)
    expect(await row(id)).toMatchObject({ state: 'failed', attempts: 1, errorCode: 'gone' })
  })

  describe('failed, and its task reopened', () => {
    async function failedThenReopened(at: 'look' | 'change') {
      const { id, taskId } = await finished()
      const fail = () => {
        throw new SwitchboardError('gone', 'Failed.')
      }
      if (at === 'look') look = fail
      else before = fail
      await run(id)
      before = () => undefined
      await reopenTask(ctx, actor, taskId)
      return id
    }

    test('plays the inverse, since the change may have been made before its answer was lost', async () => {
      const id = await failedThenReopened('change')
      expect(await row(id)).toMatchObject({ state: 'reverting' })
      await run(id)
      expect(calls).toEqual(['archive', 'revert archive'])
      expect(await row(id)).toMatchObject({ state: 'reverted' })
    })

    test('before anything was changed has nothing to take back, also when it is retried', async () => {
      const id = await failedThenReopened('look')
      expect(await row(id)).toMatchObject({ state: 'failed', inverse: null })
      await retryWriteBack(ctx, actor, id)
      await run(id)
      expect(calls).toEqual([])
      expect(await row(id)).toMatchObject({ state: 'reverted' })
    })
  })
})

test('the activity comes in pages without gap or repeat', async () => {
  for (let count = 0; count < 3; count++) await complete(await openTask())
  const { actor: other } = await buildMember(ctx.db, { teamId: actor.teamId })
  expect((await listWriteBacks(ctx, other, { limit: 5 })).items).toEqual([])
  const seen: string[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: Awaited<ReturnType<typeof listWriteBacks>> = await listWriteBacks(ctx, actor, { limit: 4, cursor })
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  expect(seen).toHaveLength(6)
  expect(new Set(seen).size).toBe(6)
})
