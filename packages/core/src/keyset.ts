import { z } from 'zod'
import { SwitchboardError } from './errors'

/**
 * Endless lists by keyset: the cursor is the last row's sort key and id, so a page costs the same at any depth and rows that
 * arrive meanwhile shift nothing.
 */
const cursorSchema = z.tuple([z.union([z.string(), z.number(), z.null()]), z.string()])
export type Keyset = z.infer<typeof cursorSchema>

export const encodeKeyset = (key: string | number | null, id: string): string =>
  Buffer.from(JSON.stringify([key, id])).toString('base64url')

/** Throws invalid_input for a cursor that we did not make. */
export function decodeKeyset(cursor: string | null | undefined): Keyset | null {
  if (!cursor) return null
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
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
