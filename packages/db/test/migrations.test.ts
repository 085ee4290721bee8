import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { createTestDatabase } from '@switchboard/testing'
import { migrate } from '@switchboard/db/migrate'
import { expect, test } from 'vitest'

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
