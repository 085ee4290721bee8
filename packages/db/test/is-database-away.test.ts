import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '@switchboard/testing'
import { openDatabase, type Database } from '../src/client'
import { isDatabaseAway } from '../src/is-database-away'

const database = createTestDatabase()
/** Its one connection is what a test takes away. */
let db: Database

beforeEach(() => {
  db = openDatabase(database.url, { poolSize: 1 })
})
afterEach(async () => {
  await db.$disconnect()
})

const faultOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  )
const endOwn = (on: Pick<Database, '$executeRaw'>) => on.$executeRaw`select pg_terminate_backend(pg_backend_pid())`
const endAllOthers = () => database.db.$queryRaw`
  select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`

test.each<[string, () => Promise<unknown>]>([
  ['while a statement runs', () => endOwn(db)],
  ['while a transaction makes one', () => db.$transaction((tx) => endOwn(tx))],
  [
    'between two of a transaction',
    () =>
      db.$transaction(async (tx) => {
        await tx.team.count()
        await endAllOthers()
        await tx.team.count()
      }),
  ],
  [
    'before a transaction’s end',
    () =>
      db.$transaction(async (tx) => {
        await tx.team.count()
        await endAllOthers()
      }),
  ],
])('a connection that ends %s is told from a refusal', async (_, call) => {
  const error = await faultOf(call())
  expect(error).not.toBeNull()
  expect(isDatabaseAway(error), String(error)).toBe(true)
})

test('so are a server that nobody reaches, and a database that does not take anybody', async () => {
  const address = new URL(database.url)
  address.port = '1'
  const nowhere = openDatabase(address.toString())
  expect(isDatabaseAway(await faultOf(nowhere.team.count()))).toBe(true)
  await nowhere.$disconnect()
  const expired = await faultOf(
    db.$transaction((tx) => tx.$queryRaw`select pg_sleep(0.2)::text`, { timeout: 50, maxWait: 1_000 }),
  )
  expect(isDatabaseAway(expired), String(expired)).toBe(true)
})

test('what the database refuses is the statement’s fault', async () => {
  const { id: teamId } = await db.team.create({ data: { name: 'Northwind Studio' } })
  const faults = await Promise.all(
    [
      db.$queryRaw`select 1 / 0`,
      db.$queryRaw`select nothing from nowhere`,
      db.team.create({ data: { id: teamId, name: 'Again' } }),
      db.team.findUniqueOrThrow({ where: { id: randomUUID() } }),
      Promise.reject(new Error('a bug')),
      Promise.reject('a word'),
    ].map(faultOf),
  )
  expect(faults.map(isDatabaseAway)).toEqual(faults.map(() => false))
  expect(faults).not.toContain(null)
})
