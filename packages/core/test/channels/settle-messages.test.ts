import { z } from 'zod'
import { expect, test } from 'vitest'
import { createTestDatabase, fakeChannel } from '@switchboard/testing'
import { settleMessages } from '@switchboard/core/channels/settle-messages'
import { jobId, reachable } from './reachable'

const database = createTestDatabase()

test('times are queued in their order, whatever the order of the messages: two workers never wait for each other', async () => {
  const { ctx, actor, queue } = await reachable(database, fakeChannel())
  const now = ctx.clock.now().getTime()
  const settled = []
  for (const afterMs of [12_000, 10_000, 11_000, 10_000]) {
    const id = await queue()
    const read = await database.db.outboundMessage.findUniqueOrThrow({
      where: { teamId_id: { teamId: actor.teamId, id } },
    })
    const base = { read, state: read.state, stale: false, trace: [], title: null }
    settled.push({ ...base, dueAt: new Date(now + afterMs) })
  }
  const job = jobId()
  await database.db.outboundMessage.updateMany({ where: { teamId: actor.teamId }, data: { claimedBy: job } })
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
  await settleMessages(ctx, job, settled)
  const rows = await database.db.$queryRaw`select run_at as "runAt" from graphile_worker._private_jobs order by id`
  const times = z.array(z.object({ runAt: z.date() })).parse(rows)
  expect(times.map(({ runAt }) => runAt.getTime() - now)).toEqual([10_000, 11_000, 12_000])
})

test('what somebody else has taken meanwhile is theirs', async () => {
  const { ctx, actor, queue, state } = await reachable(database, fakeChannel())
  const id = await queue()
  const [mine, theirs] = [jobId(), jobId()]
  const key = { teamId_id: { teamId: actor.teamId, id } }
  const read = await database.db.outboundMessage.update({ where: key, data: { claimedBy: theirs } })
  const settled = { read, state: 'failed' as const, dueAt: null, stale: false, trace: [], title: null }
  await settleMessages(ctx, mine, [settled])
  expect(await state(id)).toMatchObject({ state: 'waiting', claimedBy: theirs, dueAt: read.dueAt })
  await settleMessages(ctx, theirs, [settled])
  expect(await state(id)).toMatchObject({ state: 'failed', claimedBy: null })
})
