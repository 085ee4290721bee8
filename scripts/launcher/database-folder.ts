import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Where the embedded database keeps its rows: inside the data folder, except when the launcher runs as root in a place that
 * other users cannot enter (a checkout in root's home): PostgreSQL refuses to run as root and could not get there.
 */
export function databaseFolder(dataDir: string): string {
  const inside = path.join(dataDir, 'pg')
  if (process.getuid?.() !== 0 || existsSync(path.join(inside, 'PG_VERSION')) || canOthersEnter(dataDir)) return inside
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  return path.join('/var/lib/switchboard', name, 'pg')
}

function canOthersEnter(folder: string): boolean {
  const parent = path.dirname(folder)
  const mayEnter = (statSync(folder).mode & 0o001) !== 0
  return mayEnter && (parent === folder || canOthersEnter(parent))
}
