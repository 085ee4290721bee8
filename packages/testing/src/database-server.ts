import './provided-context'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { startEmbeddedServer } from '@switchboard/db/embedded-server'
import { migrate } from '@switchboard/db/migrate'
import type { TestProject } from 'vitest/node'

/** Vitest's global setup: one real PostgreSQL for the whole run, with a migrated template that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Below /var/tmp, because PostgreSQL runs as `nobody` when the tests run as root.
  const scratch = mkdtempSync(path.join('/var/tmp', 'switchboard-test-'))
  chmodSync(scratch, 0o755)
  const server = await startEmbeddedServer({
    dataDir: path.join(scratch, 'data', 'pg'),
    password: 'test',
    database: 'template',
    // Speed: nothing of a test outlives it.
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'],
  })
  await migrate(server.url, path.resolve(import.meta.dirname, '../../../prisma/migrations'))
  project.provide('databaseUrl', server.url)
  return async () => {
    await server.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
}
