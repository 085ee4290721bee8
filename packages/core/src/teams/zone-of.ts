import type { Context } from '../context'

export const fallbackZone = 'UTC'

/** The member's IANA zone; UTC until the browser has told it. */
export async function zoneOf(ctx: Context, userId: string): Promise<string> {
  const user = await ctx.db.user.findUnique({ where: { id: userId }, select: { timeZone: true } })
  return user?.timeZone ?? fallbackZone
}
