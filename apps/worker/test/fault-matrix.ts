import { beforeEach, describe, expect, test } from 'vitest'
import { getConnection } from '@switchboard/core/connections/read-connections'
import { renewWatch } from '@switchboard/core/connections/renew-watches'
import type { Actor } from '@switchboard/core/context'
import type { ErrorCode } from '@switchboard/core/errors'
import { jobs, type JobName } from '@switchboard/core/jobs'
import { approveSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { runSync } from '@switchboard/core/sync/run-sync'
import { completeTask } from '@switchboard/core/tasks/complete-task'
import { listWriteBacks } from '@switchboard/core/tasks/list-write-backs'
import { reopenTask } from '@switchboard/core/tasks/reopen-task'
import { runWriteBack } from '@switchboard/core/tasks/run-write-back'
import { buildMember, queuedJobs, type TestContext } from '@switchboard/testing'

/** A provider beside its stand-in or a server, and what a test does on the service's side. */
export type Service = {
  name: string
  ctx(): TestContext
  /** Nothing lies there, and nothing is wrong. */
  begin(): void | Promise<void>
  /** A person connects their account, or mends the connection given. Returns its id. */
  connect(actor: Actor, mended?: string): Promise<string>
  settings: Record<string, string | string[]>
  /** Somebody asks for something; answers the id of its item, or what is in it. */
  ask(): string | Promise<string>
  /** What an item's id has of that; the whole, when left out. */
  idIn?(externalId: string): string
  /** Ends what was wrong. */
  mend(): void | Promise<void>
  /** What comes by events has come, so many of them since the beginning, and was worked on. */
  heard?(count: number): Promise<void>
  effects: Effect[]
  /** The next change is made there, and its answer is lost. `isMade`: whether it was. */
  loseAnswer?(isMade: () => Promise<boolean>): void
}

type Effect = {
  action: string
  settings: Record<string, string>
  /** How often the change stands there; of what `ask` has answered. */
  count(id: string): number | Promise<number>
}

type Row = { fault: string; strike(): void | Promise<void> }
/** What connection and run say, in a part of the sentence. */
type Said = { code: ErrorCode; says: string }
export type Faults = {
  /** `isHeard`: the service does what it is asked, and only its answer comes too late. */
  passing: (Row & Said & { leastMs: number; isHeard?: true })[]
  /** Nobody is told: it is mended at once. */
  unseen: Row[]
  /** The service no longer knows what has changed since. */
  forgotten: Row[]
  /** Only a person can mend it. */
  lasting: (Row & Said)[]
}

/** The least of the delay with its jitter after which a sync is tried again, in milliseconds; and a change. */
export const soon = 12_000
const soonForChanges = 8_000
/** Busy machines answer late. */
const usualSeconds = 30

/** A row for each fault of a service: what it leaves, what it says, and that everything goes on once it is over. */
export function describeFaults(service: Service, { passing, unseen, forgotten, lasting }: Faults): void {
  let actor: Actor
  let key: { teamId: string; connectionId: string }
  let asked: string[]
  let chosen: Service['settings']

  const ctx = () => service.ctx()
  const connection = () => getConnection(ctx(), actor, key.connectionId)
  const told = ({ code, says }: Said) => ({ errorCode: code, errorMessage: expect.stringContaining(says) })
  const sync = (trigger: 'first' | 'schedule' = 'schedule') => runSync(ctx(), { ...key, trigger })
  const forgetJobs = () => ctx().db.$executeRaw`delete from graphile_worker._private_jobs`
  const ask = async () => void asked.push(await service.ask())

  async function begin(settings: Service['settings'] = {}): Promise<void> {
    const connected = await service.connect(actor)
    key = { teamId: actor.teamId, connectionId: connected }
    chosen = { ...service.settings, ...settings }
    await waitAtMost(usualSeconds)
    await keepPromises()
    await sync('first')
    await forgetJobs()
  }

  /** An answer is waited for so long. */
  const waitAtMost = (requestTimeoutSeconds: number) =>
    ctx().db.connection.updateMany({
      where: { id: key.connectionId },
      data: { settings: { ...chosen, requestTimeoutSeconds } },
    })

  /** Meets a fault; of one that keeps us waiting a test waits no longer than it must. */
  async function meet({ strike, code }: Row & Said, call: () => Promise<unknown>): Promise<void> {
    await strike()
    await waitAtMost(code === 'timeout' ? 1 : usualSeconds)
    await call()
    await waitAtMost(usualSeconds)
  }

  /** Has the service tell of what changes, where it does. */
  async function keepPromises(): Promise<void> {
    for (const { payload } of await queuedJobs(ctx().db, 'renew-watch'))
      await renewWatch(ctx(), jobs['renew-watch'].parse(payload))
  }

  /** What the queue does by itself: the clock goes to the time of what waits, and it is run. Returns how long that took. */
  async function untilNext(name: Extract<JobName, 'sync-connection' | 'run-write-back'>): Promise<number> {
    const [job] = await queuedJobs(ctx().db, name)
    if (!job) throw new Error(`No ${name} waits.`)
    const waitMs = Math.max(0, job.runAt.getTime() - ctx().clock.now().getTime())
    await forgetJobs()
    ctx().clock.advance(waitMs)
    if (name === 'sync-connection') await runSync(ctx(), jobs[name].parse(job.payload))
    else await runWriteBack(ctx(), jobs['run-write-back'].parse(job.payload))
    return waitMs
  }

  /** Everything that was asked for is there once, and judged. */
  async function expectNothingLost(): Promise<void> {
    await service.heard?.(asked.length)
    const items = await ctx().db.item.findMany({ where: key })
    const idIn = service.idIn ?? ((id) => id)
    expect(items.map(({ externalId, state }) => [idIn(externalId), state]).toSorted()).toEqual(
      asked.map((id) => [id, 'done']).toSorted(),
    )
  }

  async function expectMended(): Promise<void> {
    expect(await connection()).toMatchObject({
      status: 'connected',
      errorCode: null,
      errorMessage: null,
      run: { state: 'done' },
    })
  }

  beforeEach(async () => {
    await ctx().db.task.deleteMany()
    await ctx().db.connection.deleteMany()
    await ctx().db.inboundEvent.deleteMany()
    await forgetJobs()
    // What people do there happens now.
    ctx().clock.set(new Date())
    await service.begin()
    actor = (await buildMember(ctx().db)).actor
    asked = []
  })

  describe(`${service.name}, reading`, () => {
    beforeEach(() => begin())

    test.each(passing)('$fault: is told, and the sync goes on by itself', async ({ leastMs, ...row }) => {
      const said = told(row)
      await ask()
      await meet(row, sync)
      const { nextSyncAt, ...state } = await connection()
      expect(state).toMatchObject({ status: 'connected', ...said, run: { state: 'failed', ...said } })
      expect((await queuedJobs(ctx().db, 'sync-connection')).map(({ runAt }) => runAt)).toEqual([nextSyncAt])
      await service.mend()
      expect(await untilNext('sync-connection')).toBeGreaterThanOrEqual(leastMs)
      await expectNothingLost()
      await expectMended()
    })

    test.each(unseen)('$fault: is mended without a word', async ({ strike }) => {
      await ask()
      await strike()
      await sync()
      await expectMended()
      await expectNothingLost()
    })

    test.each(forgotten)('$fault: is read again from where it was', async ({ strike }) => {
      await ask()
      await strike()
      await sync()
      expect(await connection()).toMatchObject({ status: 'connected', run: { errorCode: 'cursor_expired' } })
      await service.mend()
      expect(await untilNext('sync-connection')).toBe(0)
      await expectMended()
      expect((await connection()).run).toMatchObject({ trigger: 'resync' })
      await expectNothingLost()
    })

    test.each(lasting)('$fault: asks for a person, who mends it, and what was missed comes', async (row) => {
      await ask()
      await row.strike()
      await untilPersonIsAsked(row)
      expect(await queuedJobs(ctx().db, 'sync-connection')).toEqual([])
      await ask()
      await mendByHand()
      await untilNext('sync-connection')
      await expectMended()
      await expectNothingLost()
    })
  })

  /** Some are known only by the next sync. */
  async function untilPersonIsAsked(said: Said): Promise<void> {
    await sync()
    if ((await connection()).status === 'connected') await untilNext('sync-connection')
    expect(await connection()).toMatchObject({ status: 'error', ...told(said), nextSyncAt: null })
  }

  async function mendByHand(): Promise<void> {
    await service.mend()
    expect(await service.connect(actor, key.connectionId)).toBe(key.connectionId)
    await keepPromises()
  }

  describe.each(service.effects)(`${service.name}, $action`, ({ settings, count }) => {
    let taskId: string
    let id: string
    const changes = async () => (await listWriteBacks(ctx(), actor, { limit: 10 })).items
    const made = async () => count(id)

    beforeEach(async () => {
      await begin(settings)
      await ask()
      id = asked[0] ?? ''
      await sync()
      await service.heard?.(1)
      const suggestion = await ctx().db.suggestion.findFirstOrThrow({ where: { connectionId: key.connectionId } })
      const { results } = await approveSuggestions(ctx(), actor, { ids: [suggestion.id], via: 'web' })
      taskId = results[0]?.taskId ?? ''
      await completeTask(ctx(), actor, { id: taskId })
      expect(await made()).toBe(0)
    })

    test.each(passing)('$fault: it is made later by itself', async ({ leastMs, isHeard, ...row }) => {
      await meet(row, () => untilNext('run-write-back'))
      expect(await changes()).toMatchObject([{ state: 'running', attempts: 1 }])
      if (!isHeard) expect(await made()).toBe(0)
      expect((await connection()).status).toBe('connected')
      await service.mend()
      const least = leastMs > soon ? leastMs : soonForChanges
      expect(await untilNext('run-write-back')).toBeGreaterThanOrEqual(least)
      expect([await made(), await changes()]).toMatchObject([1, [{ state: 'done', attempts: 2, errorMessage: null }]])
    })

    test.each(unseen)('$fault: it is made all the same', async ({ strike }) => {
      await strike()
      await untilNext('run-write-back')
      expect([await made(), await changes()]).toMatchObject([1, [{ state: 'done', attempts: 1 }]])
    })

    test('lost answer: it is not made twice, and can be taken back', async () => {
      service.loseAnswer?.(async () => (await made()) > 0)
      await untilNext('run-write-back')
      // It was made, and nobody here knows.
      expect([await made(), await changes()]).toMatchObject([1, [{ state: 'running', attempts: 1 }]])
      await service.mend()
      await untilNext('run-write-back')
      expect([await made(), await changes()]).toMatchObject([1, [{ state: 'done', attempts: 2 }]])
      await reopenTask(ctx(), actor, taskId)
      service.loseAnswer?.(async () => (await made()) === 0)
      await untilNext('run-write-back')
      expect([await made(), await changes()]).toMatchObject([0, [{ state: 'reverting' }]])
      await service.mend()
      await untilNext('run-write-back')
      expect([await made(), await changes()]).toMatchObject([0, [{ state: 'reverted', errorMessage: null }]])
    })

    test.each(lasting)('$fault: it waits for the person who mends it', async ({ strike, ...said }) => {
      await strike()
      await untilNext('run-write-back')
      // Some are known only by the next call.
      if ((await connection()).status === 'connected') await untilNext('run-write-back')
      expect(await connection()).toMatchObject({ status: 'error', ...told(said) })
      expect(await queuedJobs(ctx().db, 'run-write-back')).toEqual([])
      expect([await made(), await changes()]).toMatchObject([0, [{ account: 'needs_access' }]])
      await mendByHand()
      await untilNext('run-write-back')
      expect([await made(), await changes()]).toMatchObject([1, [{ state: 'done' }]])
    })
  })
}
