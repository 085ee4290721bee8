import { Logger, runOnce } from 'graphile-worker'
import { expect, test } from 'vitest'
import { enqueue } from '@switchboard/core/jobs'
import { createTestDatabase, testContext } from '@switchboard/testing'
import { unlessLost } from '../src/unless-lost'

const database = createTestDatabase()

/** Works on one job that another worker gets meanwhile; answers who has it in the end. */
async function holdersAfter(isLost: boolean) {
  const { db } = testContext(database)
  await db.$executeRaw`delete from graphile_worker._private_jobs`
  await enqueue(db, 'check-connections', {})
  const getsAnother = async () =>
    void (await db.$executeRaw`update graphile_worker._private_jobs set locked_by = 'pool-other'`)
  await runOnce({
    connectionString: database.url,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    taskList: unlessLost({ 'check-connections': getsAnother }, () => isLost),
  })
  return db.$queryRaw`select locked_by as holder from graphile_worker._private_jobs`
}

test('a job that a lost session ends stays whose it is by then; the queue by itself would delete it', async () => {
  expect(await holdersAfter(true)).toEqual([{ holder: 'pool-other' }])
  expect(await holdersAfter(false)).toEqual([])
})
