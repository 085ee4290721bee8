import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  fakeProviders,
  grantedTokens,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { checkConnection } from '../../src/connections/check-connection'
import { disconnectConnection } from '../../src/connections/disconnect-connection'
import { finishConnect } from '../../src/connections/finish-connect'
import { pauseConnection, resumeConnection } from '../../src/connections/pause-connection'
import { startConnect } from '../../src/connections/start-connect'
import { updateConnectionSettings } from '../../src/connections/update-connection-settings'
import type { Actor } from '../../src/context'
import { SwitchboardError } from '../../src/errors'
import { approveSuggestions } from '../../src/suggestions/decide-suggestions'
import { takeBackDecision } from '../../src/suggestions/take-back-decision'
import { completeTask } from '../../src/tasks/complete-task'
import { endWriteBacks } from '../../src/tasks/end-write-backs'
import { listWriteBacks } from '../../src/tasks/list-write-backs'
import { getTask } from '../../src/tasks/read-tasks'
import { releaseWriteBacks } from '../../src/tasks/release-write-backs'
import { reopenTask } from '../../src/tasks/reopen-task'
import { retryWriteBack } from '../../src/tasks/retry-write-back'
import { runWriteBack } from '../../src/tasks/run-write-back'
import { standstillOf } from '../../src/tasks/standstill'
import { commitDuring } from './commit-during'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let connection: Awaited<ReturnType<typeof buildConnection>>
let key: { teamId: string; connectionId: string }
/** What was changed at the provider, in order. */
let calls: string[]
/** Runs before each change; throw here to let it fail. */
let before: () => void | Promise<void>

beforeEach(async () => {
  calls = []
  before = () => undefined
  const change = async (call: string) => {
    await before()
    calls.push(call)
  }
  ctx = testContext(database, {
    providers: fakeProviders({
      oauth: { exchange: async () => ({ tokens: grantedTokens(), account: account() }) },
      source: {
        apply: () => change('archive'),
        revert: () => change('revert'),
        checkHealth: async () => account(),
        checkedSettings: { fields: ['markAsRead'], check: async () => ({}) },
      },
    }),
  })
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  actor = (await buildMember(ctx.db)).actor
  connection = await buildConnection(ctx.db, actor, { settings: { markAsRead: 'never', archive: 'auto' } })
  key = { teamId: actor.teamId, connectionId: connection.id }
  await buildGrant(ctx, connection)
})

const account = () => ({ id: connection.accountId, name: connection.accountName })
const revoked = new SwitchboardError('grant_revoked', 'Google no longer lets us in.')
const down = new SwitchboardError('unavailable', 'Gmail has a rest.', { retryable: true })

async function finished(): Promise<{ taskId: string; suggestionId: string; id: string }> {
  const { id: suggestionId } = await buildSuggestion(ctx.db, connection)
  const { results } = await approveSuggestions(ctx, actor, { ids: [suggestionId], via: 'web' })
  const taskId = results[0]?.taskId ?? ''
  const { task } = await completeTask(ctx, actor, { id: taskId })
  return { taskId, suggestionId, id: task.writeBacks[0]?.id ?? '' }
}

/** Its time has come: the queue hands the job to a worker, which deletes it when it has run. */
async function runDue(id: string): Promise<void> {
  const { runAt } = await row(id)
  ctx.clock.set(new Date(Math.max(runAt.getTime(), ctx.clock.now().getTime())))
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  await run(id)
}
const run = (id: string) => runWriteBack(ctx, { teamId: actor.teamId, writeBackId: id })
const row = (id: string) => ctx.db.writeBack.findFirstOrThrow({ where: { id } })
const jobs = async () => (await queuedJobs(ctx.db, 'run-write-back')).map(({ runAt }) => runAt)
const shown = async (taskId: string) => (await getTask(ctx, actor, taskId)).writeBacks[0]
const log = async () => (await listWriteBacks(ctx, actor, { limit: 5 })).items[0]
const set = (data: Parameters<typeof ctx.db.connection.updateMany>[0]['data']) =>
  ctx.db.connection.updateMany({ where: { id: connection.id }, data })
const pause = () => pauseConnection(ctx, actor, connection.id)
const resume = () => resumeConnection(ctx, actor, connection.id)
const disconnect = () => disconnectConnection(ctx, actor, connection.id)
async function connectAgain() {
  const { url } = await startConnect(ctx, actor, { provider: 'gmail' })
  const state = new URL(url).searchParams.get('state')
  const callbackUrl = new URL(`http://localhost:3000/api/oauth/gmail/callback?code=c&state=${state}`)
  expect(await finishConnect(ctx, actor.userId, { provider: 'gmail', callbackUrl })).toMatchObject({ created: false })
}
const notDone = { state: 'failed', account: 'disconnected', errorMessage: 'The account was disconnected.' }

describe('while the account is paused', () => {
  test('a change waits without a job, says so, and is made as soon as somebody resumes', async () => {
    await pause()
    const { id, taskId } = await finished()
    await runDue(id)
    expect([calls, await jobs()]).toEqual([[], []])
    expect(await shown(taskId)).toMatchObject({ state: 'waiting', account: 'paused', attempts: 0 })
    expect(await log()).toMatchObject({ state: 'waiting', account: 'paused' })
    ctx.clock.advance(3_600_000)
    await resume()
    expect(await shown(taskId)).toMatchObject({ state: 'waiting', account: 'usable' })
    expect(await jobs()).toEqual([ctx.clock.now()])
    await runDue(id)
    expect(calls).toEqual(['archive'])
    expect(await shown(taskId)).toMatchObject({ state: 'done' })
  })

  test('resuming does not shorten the undo window', async () => {
    await pause()
    const { id, taskId } = await finished()
    await resume()
    expect(await jobs()).toEqual([(await row(id)).runAt])
    await reopenTask(ctx, actor, taskId)
    await runDue(id)
    expect(calls).toEqual([])
  })

  test('nor a pause that the provider has asked for', async () => {
    await pause()
    const { id } = await finished()
    await runDue(id)
    const notBefore = new Date(ctx.clock.now().getTime() + 600_000)
    await set({ notBefore })
    await resume()
    expect(await jobs()).toEqual([notBefore])
  })

  test('many wait, and all of them go on; another account’s are left alone', async () => {
    const mine = connection
    const ids = [(await finished()).id, (await finished()).id]
    connection = await buildConnection(ctx.db, actor, { settings: { markAsRead: 'never', archive: 'auto' } })
    const other = (await finished()).id
    await set({ status: 'paused' })
    await pauseConnection(ctx, actor, mine.id)
    for (const id of [...ids, other]) await runDue(id)
    await resumeConnection(ctx, actor, mine.id)
    expect(await jobs()).toHaveLength(2)
    expect(await row(other)).toMatchObject({ parked: true })
  })

  test('a change that is to be taken back waits as well, and its decision says why it stays', async () => {
    const { id, taskId, suggestionId } = await finished()
    await runDue(id)
    await pause()
    await reopenTask(ctx, actor, taskId)
    await runDue(id)
    expect([calls, await jobs()]).toEqual([['archive'], []])
    expect(await shown(taskId)).toMatchObject({ state: 'reverting', account: 'paused' })
    await expect(takeBackDecision(ctx, actor, { id: suggestionId })).rejects.toThrow('Resume or reconnect it first')
    await resume()
    await runDue(id)
    expect(calls).toEqual(['archive', 'revert'])
    await takeBackDecision(ctx, actor, { id: suggestionId })
  })

  test.each([
    ['that changed nothing yet is cancelled', false, 'cancelled', []],
    ['whose answer may be lost is taken back when it goes on', true, 'reverting', ['revert']],
  ] as const)('reopening the task of a tried one %s', async (_, began, state, made) => {
    const { id, taskId } = await finished()
    before = () => {
      throw down
    }
    await runDue(id)
    if (!began) await ctx.db.$executeRaw`update "WriteBack" set inverse = null`
    before = () => undefined
    await pause()
    await runDue(id)
    expect(await row(id)).toMatchObject({ state: 'running', parked: true })
    await reopenTask(ctx, actor, taskId)
    expect(await row(id)).toMatchObject({ state })
    await runDue(id)
    await resume()
    await runDue(id)
    expect(calls).toEqual(made)
  })
})

test('what is taken back is taken back at once, however late the change was to be tried again', async () => {
  const { id, taskId } = await finished()
  before = () => {
    throw down
  }
  await runDue(id)
  before = () => undefined
  await reopenTask(ctx, actor, taskId)
  await pause()
  await run(id)
  await resume()
  expect(await jobs()).toEqual([ctx.clock.now()])
  await run(id)
  expect([calls, (await row(id)).state]).toEqual([['revert'], 'reverted'])
})

describe('while the provider wants to be left alone', () => {
  const minutes = (count: number) => new Date(ctx.clock.now().getTime() + count * 60_000)

  test('a change is not begun, says until when, counts no try, and is made when the pause has ended', async () => {
    const { id, taskId } = await finished()
    const notBefore = minutes(10)
    await set({ notBefore })
    await runDue(id)
    expect([calls, await jobs()]).toEqual([[], [notBefore]])
    expect(await shown(taskId)).toMatchObject({ state: 'waiting', account: 'usable', runAt: notBefore, attempts: 0 })
    await runDue(id)
    expect(calls).toEqual(['archive'])
  })

  test('one refusal keeps the others from asking', async () => {
    const changes = [await finished(), await finished()]
    const asked: string[] = []
    before = () => {
      asked.push('change')
      throw new SwitchboardError('rate_limited', 'Slow down.', { retryable: true, retryAfterMs: 600_000 })
    }
    for (const { id } of changes) await runDue(id)
    expect(asked).toHaveLength(1)
  })

  test('nothing is taken back before it ends', async () => {
    const { id, taskId } = await finished()
    await runDue(id)
    const notBefore = minutes(10)
    await set({ notBefore })
    await reopenTask(ctx, actor, taskId)
    await runDue(id)
    expect([calls, await jobs()]).toEqual([['archive'], [notBefore]])
    await runDue(id)
    expect(calls).toEqual(['archive', 'revert'])
  })
})

describe('an account whose access has ended', () => {
  async function withdrawn() {
    const change = await finished()
    before = () => {
      throw revoked
    }
    await runDue(change.id)
    before = () => undefined
    return change
  }

  test('lets a change wait for it, and says that it needs reconnecting', async () => {
    const { taskId } = await withdrawn()
    expect(await shown(taskId)).toMatchObject({ state: 'running', account: 'needs_access', errorMessage: null })
    expect(await jobs()).toEqual([])
  })

  test.each<[string, () => Promise<unknown>]>([
    ['connected again', connectAgain],
    ['found well by a check', () => checkConnection(ctx, actor, connection.id)],
  ])('makes it at once when it is %s', async (_, mend) => {
    const { id, taskId } = await withdrawn()
    await mend()
    expect(await jobs()).toEqual([ctx.clock.now()])
    await runDue(id)
    expect(calls).toEqual(['archive'])
    expect(await shown(taskId)).toMatchObject({ state: 'done', account: 'usable' })
  })

  test('and was given again before the failure is written tries it again', async () => {
    const { id } = await finished()
    before = async () => {
      before = () => undefined
      await connectAgain()
      throw revoked
    }
    await runDue(id)
    expect(await row(id)).toMatchObject({ state: 'running', parked: false })
    await runDue(id)
    expect(calls).toEqual(['archive'])
  })
})

test('an account that stopped at a setting lets changes wait until the setting is mended', async () => {
  await set({ status: 'error', errorCode: 'invalid_input', errorMessage: 'No such label.' })
  const { id, taskId } = await finished()
  await runDue(id)
  expect(await shown(taskId)).toMatchObject({ state: 'waiting', account: 'needs_mending' })
  await updateConnectionSettings(ctx, actor, { id: connection.id, settings: { markAsRead: 'ask' } })
  expect(await jobs()).toEqual([ctx.clock.now()])
})

describe('disconnecting the account', () => {
  async function waits() {
    return finished()
  }
  async function isTriedAgain() {
    const change = await finished()
    before = () => {
      throw down
    }
    await runDue(change.id)
    before = () => undefined
    return change
  }
  async function isParked() {
    const change = await isTriedAgain()
    await pause()
    await runDue(change.id)
    return change
  }

  test.each([waits, isTriedAgain, isParked])('ends a change that %o, and the log says so', async (begin) => {
    const { id, taskId } = await begin()
    await disconnect()
    const ended = { ...notDone, stays: false, finishedAt: ctx.clock.now() }
    expect(await shown(taskId)).toMatchObject(ended)
    expect(await log()).toMatchObject({ ...ended, taskId })
    await runDue(id)
    expect(calls).toEqual([])
    await expect(retryWriteBack(ctx, actor, id)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('ends what is to be taken back: the change is still there', async () => {
    const { id, taskId } = await finished()
    await runDue(id)
    await reopenTask(ctx, actor, taskId)
    await disconnect()
    // Its job is due: it may be under way.
    await run(id)
    expect(await shown(taskId)).toMatchObject({ ...notDone, stays: true })
    expect(await log()).toMatchObject({ ...notDone, stays: true })
    expect(calls).toEqual(['archive'])
  })

  test.each([
    ['taken back at once', async () => undefined],
    [
      'tried again to be taken back',
      async (id: string) => {
        before = () => {
          throw down
        }
        await run(id)
      },
    ],
  ])('while what was to be tried again is %s leaves that to its job', async (_, tried) => {
    const { id, taskId } = await isTriedAgain()
    await reopenTask(ctx, actor, taskId)
    await tried(id)
    before = async () => {
      await disconnect()
    }
    await run(id)
    expect(calls).toEqual(['revert'])
    expect(await shown(taskId)).toMatchObject({ state: 'reverted', errorMessage: null })
  })

  test('and connecting it again later makes none of them, unless somebody tries it again', async () => {
    const { id, taskId } = await isParked()
    await disconnect()
    await connectAgain()
    expect(await jobs()).toEqual([])
    await runDue(id)
    expect(calls).toEqual([])
    expect(await shown(taskId)).toMatchObject({ ...notDone, account: 'usable' })
    await retryWriteBack(ctx, actor, id)
    await runDue(id)
    expect(await shown(taskId)).toMatchObject({ state: 'done', errorMessage: null })
  })

  test.each([
    ['that is made all the same is done', () => undefined, { state: 'done' }],
    [
      'that is refused then has ended with it',
      () => {
        throw revoked
      },
      notDone,
    ],
  ])('during a change %s', async (_, rest, ending) => {
    const { id, taskId } = await finished()
    before = async () => {
      await disconnect()
      rest()
    }
    await runDue(id)
    expect(await shown(taskId)).toMatchObject(ending)
    expect(await jobs()).toEqual([])
  })
})

describe('of two at the same moment', () => {
  test('a change that begins just as somebody pauses waits', async () => {
    const { id } = await finished()
    await commitDuring(
      ctx.db,
      (tx) => tx.connection.updateMany({ where: { id: connection.id }, data: { status: 'paused' } }),
      () => runDue(id),
    )
    expect(calls).toEqual([])
    expect(await row(id)).toMatchObject({ state: 'waiting', parked: true })
  })

  test('a change that would park just as somebody resumes is made', async () => {
    await pause()
    const { id } = await finished()
    await commitDuring(
      ctx.db,
      (tx) => tx.connection.updateMany({ where: { id: connection.id }, data: { status: 'connected' } }),
      () => runDue(id),
      (tx) => releaseWriteBacks(ctx, tx, key),
    )
    expect(await row(id)).toMatchObject({ state: 'done', parked: false })
  })

  test('who resumes just as a change parks queues it', async () => {
    await pause()
    const { id } = await finished()
    await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
    ctx.clock.set((await row(id)).runAt)
    await commitDuring(
      ctx.db,
      async (tx) => {
        expect(await standstillOf(ctx, tx, key)).toEqual({ parked: true })
      },
      resume,
      (tx) => tx.writeBack.updateMany({ where: { id }, data: { parked: true } }),
    )
    expect(await jobs()).toEqual([ctx.clock.now()])
  })

  test('a change that begins just as somebody disconnects has ended with it', async () => {
    const { id, taskId } = await finished()
    await commitDuring(
      ctx.db,
      (tx) => tx.connection.updateMany({ where: { id: connection.id }, data: { status: 'disconnected' } }),
      () => runDue(id),
      (tx) => endWriteBacks(ctx, tx, key),
    )
    expect(calls).toEqual([])
    expect(await shown(taskId)).toMatchObject(notDone)
  })

  test('who disconnects just as a change begins leaves it to its job, which ends it', async () => {
    const { id, taskId } = await finished()
    ctx.clock.set((await row(id)).runAt)
    await commitDuring(
      ctx.db,
      (tx) => standstillOf(ctx, tx, key),
      disconnect,
      (tx) => tx.writeBack.updateMany({ where: { id }, data: { state: 'running', attempts: 1 } }),
    )
    expect(await row(id)).toMatchObject({ state: 'running' })
    // The worker died, and another one goes on.
    await run(id)
    expect(calls).toEqual([])
    expect(await shown(taskId)).toMatchObject(notDone)
  })

  test('of two runs that take a change back the second plays no inverse', async () => {
    const { id, taskId } = await finished()
    await runDue(id)
    await reopenTask(ctx, actor, taskId)
    await commitDuring(
      ctx.db,
      (tx) => standstillOf(ctx, tx, key),
      () => run(id),
      (tx) => tx.writeBack.updateMany({ where: { id }, data: { state: 'reverted' } }),
    )
    expect(calls).toEqual(['archive'])
    expect(await row(id)).toMatchObject({ state: 'reverted' })
  })

  test('reopening a task and disconnecting its account wait for each other in no circle', async () => {
    const { id, taskId } = await finished()
    await commitDuring(
      ctx.db,
      (tx) => tx.task.updateMany({ where: { id: taskId }, data: { status: 'open', completedAt: null } }),
      disconnect,
      (tx) => tx.writeBack.updateMany({ where: { id }, data: { state: 'cancelled' } }),
    )
    expect(await row(id)).toMatchObject({ state: 'cancelled' })
  })
})
