import { expect, test } from 'vitest'
import { createTestDatabase } from '@switchboard/testing'
import { openDatabase } from '../src/client'

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
