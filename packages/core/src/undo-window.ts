import type { Context } from './context'

/** Until when something done at `since` can be undone, and what is left of that by the server's clock; null: not at all. */
export function undoWindow(ctx: Context, since: Date | null): { undoUntil: Date | null; undoMs: number | null } {
  if (!since) return { undoUntil: null, undoMs: null }
  const undoUntil = new Date(since.getTime() + ctx.undoWindowMs)
  return { undoUntil, undoMs: Math.max(0, undoUntil.getTime() - ctx.clock.now().getTime()) }
}
