import type { Context } from './context'

/** How long something done in a team can be undone, in milliseconds: as the team has set it, else as the operator has. */
export async function undoWindowMsOf(ctx: Context, teamId: string): Promise<number> {
  const { undoWindowSeconds } = await ctx.db.team.findUniqueOrThrow({
    where: { id: teamId },
    select: { undoWindowSeconds: true },
  })
  return undoWindowSeconds === null ? ctx.undoWindowMs : undoWindowSeconds * 1_000
}

/** Until when something done at `since` can be undone, and what is left of that by the server's clock; null: not at all. */
export function undoWindow(
  ctx: Context,
  windowMs: number,
  since: Date | null,
): { undoUntil: Date | null; undoMs: number | null } {
  if (!since) return nothingToUndo
  const undoUntil = new Date(since.getTime() + windowMs)
  return { undoUntil, undoMs: Math.max(0, undoUntil.getTime() - ctx.clock.now().getTime()) }
}

export const nothingToUndo = { undoUntil: null, undoMs: null } as const
