import { z } from 'zod'
import { SlackRefusal } from './workspace'

const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.coerce.number().int().min(0).default(0),
})

/** A page of `rows`, and where the next one begins. https://docs.slack.dev/apis/web-api/pagination */
export function paged<T>(rows: T[], args: Record<string, string>) {
  const asked = pageSchema.safeParse(args)
  if (asked.error?.issues.some(({ path }) => path[0] === 'cursor')) throw new SlackRefusal('invalid_cursor')
  const { limit, cursor } = asked.data ?? pageSchema.parse(args)
  const end = cursor + limit
  return {
    rows: rows.slice(cursor, end),
    next: { response_metadata: { next_cursor: end < rows.length ? String(end) : '' } },
  }
}
