import { beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '@switchboard/core/context'
import { approveSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { completeTask } from '@switchboard/core/tasks/complete-task'
import { listWriteBacks } from '@switchboard/core/tasks/list-write-backs'
import { reopenTask } from '@switchboard/core/tasks/reopen-task'
import { buildMember, buildSuggestion, createTestDatabase } from '@switchboard/testing'
import { connectGmail, sandboxWorld } from './sandbox-world'
import { workOnce } from './work-once'

const database = createTestDatabase()
const world = sandboxWorld(database)
const account = 'ada@northwind.example'
let actor: Actor
let taskId: string
let externalId: string

beforeEach(async () => {
  const { ctx, sandbox } = world
  sandbox.faults.clear()
  actor = (await buildMember(ctx.db)).actor
  const id = await connectGmail(world, actor)
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  const connection = await ctx.db.connection.update({
    where: { teamId_id: { teamId: actor.teamId, id } },
    data: { settings: { markAsRead: 'never', archive: 'auto' } },
  })
  externalId = sandbox.store.mailbox(account).data.messages.find(({ labels }) => labels.includes('INBOX'))?.id ?? ''
  const suggestion = await buildSuggestion(ctx.db, connection, { mail: { externalId } })
  const { results } = await approveSuggestions(ctx, actor, { ids: [suggestion.id], via: 'web' })
  taskId = results[0]?.taskId ?? ''
})

const work = () => workOnce(database, world.ctx)
/** The queue goes by the database's own clock: what it waits for becomes due. */
const becomeDue = () => database.db.$executeRaw`update graphile_worker._private_jobs set run_at = now()`
const isInInbox = () => world.sandbox.store.mailbox(account).find(externalId)?.labels.includes('INBOX')
/** How often the mail was changed at the provider; a call that finds it changed already changes nothing. */
const changes = () =>
  world.sandbox.store.mailbox(account).data.history.filter((entry) => entry.messageId === externalId).length
const log = async () => (await listWriteBacks(world.ctx, actor, { limit: 10 })).items

describe('a change at the provider', () => {
  test('waits until the undo window has passed, and then is in the log', async () => {
    await completeTask(world.ctx, actor, { id: taskId })
    await work()
    expect(isInInbox()).toBe(true)
    expect(await log()).toMatchObject([{ action: 'archive', state: 'waiting', attempts: 0 }])
    await becomeDue()
    await work()
    expect(isInInbox()).toBe(false)
    expect(await log()).toMatchObject([{ action: 'archive', state: 'done', attempts: 1, taskId, errorMessage: null }])
  })

  test('undone within the window is never made', async () => {
    await completeTask(world.ctx, actor, { id: taskId })
    await reopenTask(world.ctx, actor, taskId)
    await becomeDue()
    await work()
    expect(isInInbox()).toBe(true)
    expect(await log()).toMatchObject([{ state: 'cancelled' }])
  })

  test('whose answer was lost is not made twice, and can be taken back', async () => {
    const before = changes()
    await completeTask(world.ctx, actor, { id: taskId })
    await becomeDue()
    world.sandbox.faults.add({ kind: 'lost_answer', path: '/gmail' })
    await work()
    // It was made, and nobody here knows.
    expect([isInInbox(), changes() - before]).toEqual([false, 1])
    expect(await log()).toMatchObject([{ state: 'running', attempts: 1 }])
    await becomeDue()
    await work()
    expect([isInInbox(), changes() - before]).toEqual([false, 1])
    expect(await log()).toMatchObject([{ state: 'done', attempts: 2 }])
    await reopenTask(world.ctx, actor, taskId)
    await becomeDue()
    world.sandbox.faults.add({ kind: 'lost_answer', path: '/gmail' })
    await work()
    await becomeDue()
    await work()
    expect([isInInbox(), changes() - before]).toEqual([true, 2])
    expect(await log()).toMatchObject([{ state: 'reverted' }])
  })

  test.each(['unavailable', 'too_many_requests'] as const)(
    'met by the fault %s is made later by itself',
    async (kind) => {
      await completeTask(world.ctx, actor, { id: taskId })
      await becomeDue()
      world.sandbox.faults.add({ kind, path: '/gmail', times: 2 })
      for (let round = 0; round < 3; round++) {
        await work()
        // The pause that was asked for is over.
        world.ctx.clock.advance(30_000)
        await becomeDue()
      }
      expect(isInInbox()).toBe(false)
      expect(await log()).toMatchObject([{ state: 'done', attempts: 3 }])
    },
  )

  test('that fails for as long as it is tried says so in the log', async () => {
    await completeTask(world.ctx, actor, { id: taskId })
    world.sandbox.faults.add({ kind: 'unavailable', path: '/gmail', times: 'until_off' })
    for (let round = 0; round < 6; round++) {
      await becomeDue()
      await work()
    }
    expect(isInInbox()).toBe(true)
    const [entry] = await log()
    expect(entry).toMatchObject({ state: 'failed', attempts: 5 })
    expect(entry?.errorMessage).toBeTruthy()
  })
})
