import type { Context } from '../context'

/** Deletes OAuth attempts a day after they ended; until then a replay is told what happened. */
export async function deleteExpiredAttempts(ctx: Context): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - 24 * 3_600_000)
  const { count } = await ctx.db.oAuthAttempt.deleteMany({ where: { expiresAt: { lt: before } } })
  return count
}
