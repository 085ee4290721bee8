import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { createTestDatabase } from '@switchboard/testing'
import { migrate } from '@switchboard/db/migrate'
import { describe, expect, test } from 'vitest'

const database = createTestDatabase()
const root = path.resolve(import.meta.dirname, '../../..')

test('schema.prisma and the migrations agree', () => {
  const diff = spawnSync(
    process.execPath,
    [
      'scripts/prisma.mjs',
      'migrate',
      'diff',
      '--from-config-datasource',
      '--to-schema',
      'prisma/schema.prisma',
      '--script',
    ],
    { cwd: root, encoding: 'utf8', timeout: 60_000, env: { ...process.env, DATABASE_URL: database.url } },
  )
  expect(diff.stderr).not.toContain('Error')
  expect(diff.status).toBe(0)
  // Our own ledger table and the queue's schema are not Prisma's business.
  expect(diff.stdout.trim()).toBe('-- This is an empty migration.')
})

test('migrating twice applies nothing the second time', async () => {
  expect(await migrate(database.url, path.join(root, 'prisma/migrations'))).toEqual([])
})

test('an edited migration is refused by name', async () => {
  await database.db.$executeRaw`update _prisma_migrations set checksum = 'other'`
  await expect(migrate(database.url, path.join(root, 'prisma/migrations'))).rejects.toThrow(
    /20261121000000_init was edited/,
  )
})

describe('an account of a provider', () => {
  const connect = (teamId: string, ownerId: string | null) =>
    database.db.connection.create({
      data: { teamId, ownerId, provider: 'slack', accountId: 'T1', accountName: 'Northwind', settings: {} },
    })
  const newTeam = async () => (await database.db.team.create({ data: { name: 'Northwind Studio' } })).id

  test('is shared with a team once', async () => {
    const teamId = await newTeam()
    await connect(teamId, null)
    await expect(connect(teamId, null)).rejects.toMatchObject({ code: 'P2002' })
    await connect(await newTeam(), null)
  })

  test('is connected by each person once', async () => {
    const [teamId, ada, ben] = [await newTeam(), randomUUID(), randomUUID()]
    await connect(teamId, ada)
    await connect(teamId, ben)
    await expect(connect(teamId, ada)).rejects.toMatchObject({ code: 'P2002' })
  })
})

test.each([
  ['Connection', ['status', 'checkedAt']],
  ['Connection', ['provider', 'accountId']],
  ['Suggestion', ['teamId', 'connectionId']],
  ['Suggestion', ['teamId', 'assigneeId', 'status', 'receivedAt', 'id']],
  ['Suggestion', ['teamId', 'assigneeId', 'status', 'dueAt', 'id']],
  ['Suggestion', ['teamId', 'assigneeId', 'status', 'confidence', 'id']],
  ['Suggestion', ['teamId', 'assigneeId', 'receivedAt', 'id']],
  ['Task', ['deletedAt']],
  ['WriteBack', ['teamId', 'assigneeId', 'createdAt', 'id']],
])('%s has an index that begins with %j', async (table, columns) => {
  const indexes = await database.db.$queryRaw<{ columns: string[] }[]>`
    select array_agg(attname::text order by position) as columns
    from pg_index, unnest(indkey::int2[]) with ordinality as key (number, position)
    join pg_attribute on attnum = number and attrelid = ${`"${table}"`}::regclass
    where indrelid = ${`"${table}"`}::regclass group by indexrelid`
  expect(indexes.map((index) => index.columns.slice(0, columns.length))).toContainEqual(columns)
})

test('connections are found by an account’s address, in whatever case', async () => {
  const [plan] = await database.db.$transaction(async (tx) => {
    await tx.$executeRaw`set local enable_seqscan = off`
    return tx.$queryRaw<[{ 'QUERY PLAN': unknown }]>`explain (format json)
      select id from "Connection" where provider = 'gmail'::"Provider" and lower("accountName") = lower('Ada@Northwind.example')`
  })
  expect(JSON.stringify(plan)).toContain('Connection_provider_accountName_idx')
})
