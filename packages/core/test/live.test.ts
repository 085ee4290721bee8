import { beforeAll, beforeEach, afterAll, expect, test } from 'vitest'
import { listen, type Listener } from '@switchboard/db/listen'
import {
  buildConnection,
  buildGrant,
  buildMember,
  buildSuggestion,
  changeBatch,
  createTestDatabase,
  emailItem,
  fakeProviders,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { pauseConnection } from '../src/connections/pause-connection'
import { renewWatch } from '../src/connections/renew-watches'
import type { Actor } from '../src/context'
import { liveChannel, liveSignalSchema, signalLive, type LiveSignal } from '../src/live'
import { approveSuggestions, dismissSuggestions } from '../src/suggestions/decide-suggestions'
import { runSync } from '../src/sync/run-sync'
import { completeTask } from '../src/tasks/complete-task'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let listener: Listener
let heard: LiveSignal[]
let ended: (() => void) | undefined

beforeAll(async () => {
  listener = await listen({
    url: database.url,
    channels: {
      [liveChannel]: (payload) =>
        payload === 'end' ? ended?.() : heard.push(liveSignalSchema.parse(JSON.parse(payload))),
    },
  })
})
afterAll(() => listener.close())
beforeEach(async () => {
  heard = []
  ctx = testContext(database, {
    providers: fakeProviders({ source: { fetchChanges: async () => changeBatch({ items: [emailItem()] }) } }),
  })
  actor = (await buildMember(ctx.db)).actor
})

/** PostgreSQL keeps the order, so all that was signalled stands before the end. */
async function allHeard(): Promise<void> {
  const end = new Promise<void>((resolve) => {
    ended = resolve
  })
  await ctx.db.$queryRaw`select pg_notify(${liveChannel}, 'end')::text`
  await end
}

/** What was signalled, all of it to the member. */
async function signals(): Promise<string[]> {
  await allHeard()
  for (const signal of heard) expect(signal).toMatchObject({ teamId: actor.teamId, userId: actor.userId })
  return heard.map(({ subject, id }) => `${subject} ${id}`)
}

test('deciding and finishing tell the person concerned what changed', async () => {
  const suggestion = await buildSuggestion(ctx.db, await buildConnection(ctx.db, actor))
  const { actor: admin } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'admin' })
  const { results } = await approveSuggestions(ctx, admin, { ids: [suggestion.id], via: 'web' })
  const taskId = results[0]?.taskId ?? ''
  expect((await signals()).sort()).toEqual([`suggestion ${suggestion.id}`, `task ${taskId}`].sort())
  heard = []
  await completeTask(ctx, actor, { id: taskId })
  expect(await signals()).toEqual([`task ${taskId}`])
})

test('a decision that came too late tells nothing', async () => {
  const { id } = await buildSuggestion(ctx.db, await buildConnection(ctx.db, actor), { status: 'dismissed' })
  await dismissSuggestions(ctx, actor, { ids: [id], via: 'web' })
  expect(await signals()).toEqual([])
})

test('a sync tells when it begins, moves and ends, and of each suggestion', async () => {
  const connection = await buildConnection(ctx.db, actor)
  await buildGrant(ctx, connection)
  await runSync(ctx, { teamId: actor.teamId, connectionId: connection.id, trigger: 'first' })
  const { id } = await ctx.db.suggestion.findFirstOrThrow({ where: { teamId: actor.teamId } })
  const sync = `sync ${connection.id}`
  expect(await signals()).toEqual([sync, `suggestion ${id}`, sync, sync])
})

test.each([
  ['one’s own', 'its owner alone'],
  ['a shared', 'everyone in the team'],
])('%s connection that changes tells %s', async (whose) => {
  const ownerId = whose === 'a shared' ? null : actor.userId
  const { id } = await buildConnection(ctx.db, actor, { ownerId })
  await pauseConnection(ctx, { ...actor, role: 'owner' }, id)
  await allHeard()
  expect(heard).toEqual([{ teamId: actor.teamId, userId: ownerId, subject: 'connection', id }])
})

test('a promise to tell of changes is told, since the page of the connection says whether there is one', async () => {
  const expiresAt = new Date(ctx.clock.now().getTime() + 86_400_000)
  const push = { reach: 'account' as const, watch: async () => ({ expiresAt, data: null }) }
  const connection = await buildConnection(ctx.db, actor)
  await buildGrant(ctx, connection)
  const { teamId, id: connectionId } = connection
  await renewWatch({ ...ctx, providers: fakeProviders({ push }) }, { teamId, connectionId })
  expect(await signals()).toEqual([`connection ${connectionId}`])
})

test('what was rolled back was never told', async () => {
  const rolledBack = ctx.db.$transaction(async (tx) => {
    await signalLive(tx, { teamId: actor.teamId, userId: actor.userId, subject: 'task', id: actor.userId })
    throw new Error('no')
  })
  await expect(rolledBack).rejects.toThrow('no')
  expect(await signals()).toEqual([])
})
