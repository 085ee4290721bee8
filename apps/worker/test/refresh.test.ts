import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTokens, storeTokens } from '@switchboard/core/connections/credentials'
import { withAccess } from '@switchboard/core/connections/with-access'
import type { Actor } from '@switchboard/core/context'
import { enqueue } from '@switchboard/core/jobs'
import { runSync } from '@switchboard/core/sync/run-sync'
import { systemClock } from '@switchboard/core/system-clock'
import { buildItem, buildMember, createTestDatabase } from '@switchboard/testing'
import { connectGmail, sandboxWorld } from './sandbox-world'
import { workOnce } from './work-once'

const database = createTestDatabase()
const world = sandboxWorld(database)
let actor: Actor
let key: { teamId: string; connectionId: string }

beforeEach(async () => {
  actor = (await buildMember(database.db)).actor
  key = { teamId: actor.teamId, connectionId: await connectGmail(world, actor) }
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
})
afterEach(async () => {
  world.sandbox.faults.clear()
  world.sandbox.store.data.rotateRefreshTokens = false
  await database.db.$executeRaw`drop trigger if exists refuse on "Credential"`
})

const connectionOf = ({ teamId, connectionId }: typeof key) =>
  database.db.connection.findUniqueOrThrow({ where: { teamId_id: { teamId, id: connectionId } } })
/** Each refresh makes one. */
const tokensIssued = () => Object.keys(world.sandbox.store.data.access).length
async function expire() {
  const { ctx } = world
  const credential = await ctx.db.credential.findUniqueOrThrow({ where: { teamId_connectionId: key } })
  const tokens = await openTokens(ctx, key, credential.ciphertext)
  await storeTokens(ctx, ctx.db, key, { ...tokens, expiresAt: new Date(ctx.clock.now().getTime() - 60_000) })
}
const sync = () => runSync(world.ctx, { ...key, trigger: 'schedule' })

test('fifty jobs with an expired token make one refresh call', async () => {
  // Real time: who waits for the refresh must not run its lease out.
  const ctx = { ...world.ctx, clock: systemClock }
  const { messages } = world.sandbox.store.mailbox('ada@northwind.example').data
  const connection = await connectionOf(key)
  for (const { id: externalId } of messages.filter(({ labels }) => labels.includes('UNREAD')).slice(0, 50)) {
    const { teamId, id: itemId } = await buildItem(ctx.db, connection, { externalId })
    const task = await ctx.db.task.create({
      data: { teamId, itemId, assigneeId: actor.userId, title: 'Do it', description: '', tags: [], status: 'done' },
    })
    const writeBack = await ctx.db.writeBack.create({
      data: {
        teamId,
        itemId,
        taskId: task.id,
        connectionId: connection.id,
        assigneeId: actor.userId,
        action: 'mark_read',
        runAt: ctx.clock.now(),
      },
    })
    await enqueue(ctx.db, 'run-write-back', { teamId, writeBackId: writeBack.id })
  }
  await expire()
  const before = tokensIssued()
  const worker = () => workOnce(database, ctx, { concurrency: 25, maxPoolSize: 30 })
  // Two processes would have two pools of connections, too.
  await Promise.all([worker(), worker()])
  expect(await ctx.db.writeBack.groupBy({ by: ['state'], where: { teamId: key.teamId }, _count: true })).toEqual([
    { state: 'done', _count: 50 },
  ])
  expect(tokensIssued() - before).toBe(1)
})

/** From here on the database refuses to change secrets: so it looks to a process that dies before its commit. */
async function refuseSecrets(when: 'new tokens' | 'everything') {
  await database.db.$executeRaw`
    create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'injected'; end $$`
  // The lease is taken before the provider is called; what comes after the answer fails.
  if (when === 'everything')
    await database.db.$executeRaw`create trigger refuse before update on "Credential" for each row
      when (old."leaseId" is not null) execute function refuse()`
  else
    await database.db.$executeRaw`create trigger refuse before update on "Credential" for each row
      when (old.ciphertext is distinct from new.ciphertext) execute function refuse()`
}
const recover = () => database.db.$executeRaw`drop trigger refuse on "Credential"`

describe('a crash between the provider’s answer and the commit', () => {
  let others: (typeof key)[]

  beforeEach(async () => {
    const { actor: ben } = await buildMember(database.db, { teamId: actor.teamId })
    const { actor: elsewhere } = await buildMember(database.db)
    others = [
      { teamId: ben.teamId, connectionId: await connectGmail(world, ben, 'ben@northwind.example') },
      // The same account, connected by another team.
      { teamId: elsewhere.teamId, connectionId: await connectGmail(world, elsewhere) },
    ]
    await sync()
    await expire()
    world.ctx.clock.advance(20 * 60_000)
  })

  async function othersAreUnharmed() {
    for (const other of others) {
      expect(await connectionOf(other)).toMatchObject({ status: 'connected', errorCode: null })
      const token = await withAccess(world.ctx, other, async (access) => access.accessToken)
      expect(world.sandbox.store.data.access[token]).toBeDefined()
    }
  }

  test.each([
    ['that failed to store the tokens', 'new tokens' as const],
    ['that left its lease behind', 'everything' as const],
  ])('%s asks to reconnect within a minute, and harms no other connection', async (_, when) => {
    const { ctx, sandbox } = world
    sandbox.store.data.rotateRefreshTokens = true
    await refuseSecrets(when)
    const crashedAt = ctx.clock.now().getTime()
    await expect(sync()).rejects.toThrow(/injected/)
    expect(await connectionOf(key)).toMatchObject({ status: 'connected' })
    await recover()
    // The queue runs the job again.
    await sync()
    expect(await connectionOf(key)).toMatchObject({ status: 'error', errorCode: 'grant_revoked' })
    expect((await connectionOf(key)).errorMessage).toContain('Reconnect')
    expect(ctx.clock.now().getTime() - crashedAt).toBeLessThan(60_000)
    await othersAreUnharmed()
    expect(await connectGmail(world, actor)).toBe(key.connectionId)
    expect(await connectionOf(key)).toMatchObject({ status: 'connected', errorCode: null })
  })

  test('costs nothing where the old refresh token stays valid', async () => {
    await refuseSecrets('everything')
    await expect(sync()).rejects.toThrow(/injected/)
    await recover()
    await sync()
    expect(await connectionOf(key)).toMatchObject({ status: 'connected', errorCode: null })
    await othersAreUnharmed()
  })

  test.each([
    ['that replaces refresh tokens asks to reconnect', true, 'error'],
    ['that keeps refresh tokens is tried again', false, 'connected'],
  ])('an answer lost on its way from a provider %s', async (_, rotates, status) => {
    world.sandbox.store.data.rotateRefreshTokens = rotates
    world.sandbox.faults.add({ kind: 'lost_answer', path: '/google/token' })
    await sync()
    expect(await connectionOf(key)).toMatchObject({ status: 'connected', errorCode: 'unavailable' })
    await sync()
    expect(await connectionOf(key)).toMatchObject({ status })
    await othersAreUnharmed()
  })
})
