import { expect, test } from 'vitest'
import { buildMember, createTestDatabase, queuedJobs, testContext } from '@switchboard/testing'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { resumeMessages } from '@switchboard/core/channels/resume-messages'

const database = createTestDatabase()

test('messages of jobs that do not run are given back, those of a running one are left to it', async () => {
  const ctx = testContext(database)
  const { actor } = await buildMember(database.db)
  const { teamId, userId } = actor
  const message = (key: string) => ({ teamId, userId, key, kind: 'test' as const })
  await queueMessages(database.db, ['gone', 'idle', 'running'].map(message), ctx.clock.now())
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
  await database.db.$queryRaw`
    select graphile_worker.add_job('clean-up', '{}'::json, job_key := key)::text from unnest(array['idle', 'running']) key`
  await database.db.$executeRaw`
    update graphile_worker._private_jobs set locked_by = 'pool-alive', locked_at = now() where key = 'running'`
  await database.db.$executeRaw`
    update "OutboundMessage" set "claimedBy" = coalesce((select id from graphile_worker._private_jobs job where job.key = "OutboundMessage".key), 1)`
  await resumeMessages(ctx)
  const rows = await database.db.outboundMessage.findMany({ orderBy: { key: 'asc' } })
  expect(rows.map(({ key, claimedBy }) => [key, claimedBy === null])).toEqual([
    ['gone', true],
    ['idle', true],
    ['running', false],
  ])
  expect(await queuedJobs(database.db, 'deliver-messages')).toHaveLength(1)
})
