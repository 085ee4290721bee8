import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '@switchboard/testing'
import { type InboundCall, type InboundLedger, openInboundLedger, OverfullError } from '../src/inbound-ledger'

const database = createTestDatabase()
let ledger: InboundLedger
beforeAll(() => {
  ledger = openInboundLedger(database.url)
})
afterAll(() => ledger.close())

const callWith = (changes: Partial<InboundCall> = {}): InboundCall => ({
  provider: 'gmail',
  account: 'ada@northwind.example',
  eventId: '1',
  orderKey: null,
  body: Buffer.from('{"a":1}'),
  headers: { 'content-type': 'application/json' },
  sealed: null,
  receivedAt: new Date('2026-03-04T12:00:00Z'),
  ...changes,
})

const jobs = () =>
  database.db.$queryRaw<{ payload: { id: string }; queue: string | null }[]>`
    select job.payload, queue.queue_name as queue from graphile_worker._private_jobs job
    join graphile_worker._private_tasks task on task.id = job.task_id and task.identifier = 'process-inbound-event'
    left join graphile_worker._private_job_queues queue on queue.id = job.job_queue_id order by job.id`

beforeEach(async () => {
  await database.db.inboundEvent.deleteMany()
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
})

test('a call is stored as it came, with its job', async () => {
  const body = Buffer.from([0, 255, 123, 92, 34])
  expect(await ledger.add(callWith({ body, orderKey: 'C1', sealed: 'a.b' }))).toEqual({ isNew: true })
  const [event] = await database.db.inboundEvent.findMany()
  expect(event).toMatchObject({
    provider: 'gmail',
    account: 'ada@northwind.example',
    eventId: '1',
    state: 'received',
    sealed: 'a.b',
  })
  expect(Buffer.from(event?.body ?? []).equals(body)).toBe(true)
  expect(event?.receivedAt).toEqual(new Date('2026-03-04T12:00:00Z'))
  expect(await jobs()).toEqual([{ payload: { id: String(event?.id) }, queue: 'C1' }])
})

test('a repeat gets no second row and no second job, in one statement or in two', async () => {
  const once = await Promise.all([
    ledger.add(callWith()),
    ledger.add(callWith()),
    ledger.add(callWith({ eventId: '2' })),
  ])
  // Who waited for the same row was told the same.
  expect(once.map(({ isNew }) => isNew)).toEqual([true, false, true])
  expect(await ledger.add(callWith())).toEqual({ isNew: false })
  expect(await database.db.inboundEvent.count()).toBe(2)
  expect(await jobs()).toHaveLength(2)
})

test('the same event of another account is another event', async () => {
  await ledger.add(callWith())
  await ledger.add(callWith({ account: 'ben@northwind.example' }))
  expect(await jobs()).toHaveLength(2)
})

test('calls that come together share few commits, and keep their order', async () => {
  const calls = Array.from({ length: 600 }, (_, number) => callWith({ eventId: String(number) }))
  const before = await commits()
  await Promise.all(calls.map((call) => ledger.add(call)))
  expect((await commits()) - before).toBeLessThan(100)
  const events = await database.db.inboundEvent.findMany({ orderBy: { id: 'asc' } })
  expect(events.map(({ eventId }) => eventId)).toEqual(calls.map(({ eventId }) => eventId))
  expect((await jobs()).map(({ payload }) => payload.id)).toEqual(events.map(({ id }) => String(id)))
})

test.each([
  ['no text', 'bad\0'],
  ['too long for its index', randomBytes(4_000).toString('hex')],
])('one that the database refuses, being %s, does not take its neighbours along', async (_, bad) => {
  const outcomes = await Promise.allSettled([
    ledger.add(callWith({ eventId: 'good' })),
    ledger.add(callWith({ eventId: bad })),
    ledger.add(callWith({ eventId: 'also good' })),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await jobs()).toHaveLength(2)
})

test('beyond what may wait, a call is refused at once', async () => {
  const small = openInboundLedger(database.url, { mostWaiting: 2 })
  const outcomes = await Promise.allSettled(['1', '2', '3'].map((eventId) => small.add(callWith({ eventId }))))
  await small.close()
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect(outcomes[2]).toMatchObject({ reason: expect.any(OverfullError) })
})

test('with the database away it fails, and works again when it is back', async () => {
  await ledger.add(callWith())
  const ended = await database.db.$executeRaw`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like '%graphile_worker.add_jobs%' and pid <> pg_backend_pid()`
  expect(ended).toBeGreaterThan(0)
  await ledger.add(callWith({ eventId: '2' })).catch(() => undefined)
  expect(await ledger.add(callWith({ eventId: '3' }))).toEqual({ isNew: true })
})

async function commits(): Promise<number> {
  const [row] = await database.db.$queryRaw<[{ commits: bigint }]>`
    select pg_stat_force_next_flush()::text, xact_commit as commits from pg_stat_database where datname = current_database()`
  return Number(row.commits)
}
