import { z } from 'zod'
import type { Context } from '../../context'
import type { TokenRate } from '../../ports/message-channel'

/** The row at which a team's part of a way's tokens is counted, and its turns. */
export const shareId = (wayId: string, teamId: string) => `${wayId}:of:${teamId}`

const rowsSchema = z.array(z.object({ id: z.string() }))

/** The parts at which somebody waits for a turn. */
export async function waitingShares(ctx: Pick<Context, 'db' | 'clock'>, wayId: string): Promise<Set<string>> {
  const now = ctx.clock.now()
  // By its key for each team: rows of chats are many.
  const rows = await ctx.db.$queryRaw`
    select route.id from "Team" team join "Route" route on route.id = ${shareId(wayId, '')}::text || team.id::text
    where greatest(route."queuedUntil", route."urgentUntil") > ${now}`
  return new Set(rowsSchema.parse(rows).map(({ id }) => id))
}

/**
 * What a team may take of a way's tokens: as much as each other team that waits, and all of them while none does. What one leaves is the
 * others' as soon as nobody of it waits.
 */
export function shareOf({ perMinute, burst }: TokenRate, id: string, waiting: ReadonlySet<string>): TokenRate {
  const teams = new Set([...waiting, id]).size
  return { perMinute: perMinute / teams, burst: Math.max(1, burst / teams) }
}
