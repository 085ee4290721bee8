import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Prisma } from './generated/client'

/**
 * The rows of a statement that is run at every look at a page, as `pg` reads them. With `prepare`, PostgreSQL plans it once per
 * connection instead of each time: a connection keeps every form of such a statement for as long as it lives, so there must be few.
 * Throws what PostgreSQL says, and when no connection is free in time.
 */
export type ReadRows = (statement: Prisma.Sql, options?: { prepare?: boolean }) => Promise<unknown[]>

/** Past Prisma's query engine, which keeps 55 KB for each page of a list until the whole heap is collected (decision 22). */
export const rowReader =
  (pool: pg.Pool): ReadRows =>
  async ({ text, values }, { prepare = false } = {}) => {
    const { rows } = await pool.query<Record<string, unknown>>({ text, values, ...(prepare && { name: nameOf(text) }) })
    return rows
  }

/** More than there are statements to prepare; one too many costs a reckoning, no more. */
const mostNames = 100
const names = new Map<string, string>()

/** PostgreSQL cuts longer names than 63 bytes. */
function nameOf(text: string): string {
  const known = names.get(text)
  if (known) return known
  const name = createHash('sha256').update(text).digest('base64url')
  if (names.size >= mostNames) names.clear()
  names.set(text, name)
  return name
}
