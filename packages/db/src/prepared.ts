import { createHash } from 'node:crypto'
import { Prisma } from './generated/client'

const mark = '/* prepared */'

/**
 * Stands first in a raw statement that runs at every look at a page: PostgreSQL plans it once per connection instead of each
 * time. A connection keeps every form of such a statement for as long as it lives, so there must be few.
 */
export const prepared = Prisma.raw(mark)

/** Prisma's adapter gives a statement this name; without one PostgreSQL forgets it after the call. */
export const statementName = ({ sql }: { sql: string }): string =>
  sql.startsWith(mark) ? createHash('sha256').update(sql).digest('base64url') : ''
