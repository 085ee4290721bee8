import { expect, test } from 'vitest'
import { createTestDatabase } from '@switchboard/testing'
import { openDatabase } from '../src/client'
import { Prisma } from '../src/generated/client'

const database = createTestDatabase()

test('an instant in raw SQL is the same instant, also where the server lives in another zone', async () => {
  const name = new URL(database.url).pathname.slice(1)
  await database.db.$executeRawUnsafe(`alter database "${name}" set timezone to 'America/New_York'`)
  const db = openDatabase(database.url, { poolSize: 1 })
  const noon = new Date('2026-03-04T12:00:00Z')
  const rows = await db.$queryRaw`select extract(epoch from ${noon}::timestamptz)::int as seconds`
  await db.$disconnect()
  expect(rows).toEqual([{ seconds: noon.getTime() / 1_000 }])
})

test('connections that the server ends while nobody uses them end nothing else', async () => {
  const db = openDatabase(database.url, { poolSize: 1 })
  // Nothing but this has been asked of it.
  const own = async () => (await db.readRows(Prisma.sql`select pg_backend_pid() as pid`))[0]
  const first = await own()
  await database.db.$queryRaw`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`
  await expect.poll(() => own().catch(() => first)).not.toEqual(first)
  await db.$disconnect()
})
