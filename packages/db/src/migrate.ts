import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Logger, runMigrations as migrateQueue } from 'graphile-worker'
import pg from 'pg'

/** The advisory lock that Prisma's own `migrate` takes, so that the two never run at once. */
const migrateLock = 72_707_369

/**
 * Applies the migrations of `folder` that the database lacks, in order of their names, and the job queue's own. Keeps Prisma's
 * `_prisma_migrations` table, so Prisma's tools agree about what has been applied. Each migration is one transaction.
 * Returns the names applied. Throws when one failed before, or was edited after it had been applied.
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrateLock])
    await client.query(ledgerTable)
    const applied = await applyMissing(client, readMigrations(folder))
    await migrateQueue({ connectionString: url, logger: quiet })
    return applied
  } finally {
    await client.end()
  }
}

type Migration = { name: string; sql: string; checksum: string }

const ledgerTable = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
    logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0)`

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, file: path.join(folder, name, 'migration.sql') }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => {
      const sql = readFileSync(file, 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

async function applyMissing(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `select migration_name as name, checksum, finished_at is not null as finished
     from _prisma_migrations where rolled_back_at is null`,
  )
  const known = new Map(rows.map((row) => [row.name, row]))
  const applied: string[] = []
  for (const migration of migrations) {
    const before = known.get(migration.name)
    if (before && !before.finished) {
      throw new Error(
        `The migration ${migration.name} failed before. Restore the backup, or mend it and mark it as rolled back in _prisma_migrations.`,
      )
    }
    if (before && before.checksum !== migration.checksum) {
      throw new Error(
        `The migration ${migration.name} was edited after it had been applied. Undo the edit and add a new migration instead.`,
      )
    }
    if (before) continue
    await apply(client, migration)
    applied.push(migration.name)
  }
  return applied
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)', [
    id,
    checksum,
    name,
  ])
  try {
    // A query without parameters may hold many statements and is one implicit transaction.
    await client.query(sql)
  } catch (error) {
    await client.query('update _prisma_migrations set logs = $2 where id = $1', [id, String(error)])
    throw new Error(`The migration ${name} failed: ${error instanceof Error ? error.message : 'unknown error'}`, {
      cause: error,
    })
  }
  await client.query('update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where id = $1', [id])
}

/** The queue's migrations tell about themselves at level info; only their errors are of interest, and those are thrown. */
const quiet = new Logger(() => () => undefined)
