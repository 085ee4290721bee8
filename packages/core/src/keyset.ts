import { z } from 'zod'
import { SwitchboardError } from './errors'

/**
 * Endless lists by keyset: the cursor is the last row's sort key and id, so a page costs the same at any depth and rows that
 * arrive meanwhile shift nothing. PostgreSQL knows no year 0.
 */
export const instantKey = z.iso.datetime().regex(/^(?!0000)/)

export const encodeKeyset = (key: string | number | null, id: string): string =>
  Buffer.from(JSON.stringify([key, id])).toString('base64url')

/** `key` is the sort key's shape. Throws invalid_input for a cursor that we did not make, or made for another order. */
export function decodeKeyset<Key>(
  cursor: string | null | undefined,
  key: z.ZodType<Key>,
): [key: Key, id: string] | null {
  if (!cursor) return null
  try {
    return z.tuple([key, z.uuid()]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (cause) {
    throw new SwitchboardError('invalid_input', 'This page of the list cannot be found. Load the list again.', {
      field: 'cursor',
      cause,
    })
  }
}

/** Cuts the row that was read to see whether there are more. */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null }
}
