import { z } from 'zod'
import type { Context } from '../../context'

/** A team that nothing went there for so long is not concerned. */
const concernedMs = 7 * 24 * 60 * 60_000

const teamsSchema = z.array(z.object({ id: z.uuid() }))

/** The teams whose messages have gone by the installation's mail server lately: no team owns it. */
export async function teamsOfMailServer(ctx: Pick<Context, 'db' | 'clock'>): Promise<string[]> {
  const since = new Date(ctx.clock.now().getTime() - concernedMs)
  // One look into the index for each team, however many attempts there are.
  const rows = await ctx.db.$queryRaw`
    select id from "Team" team
    where exists (
      select 1 from "Delivery" delivery
      where delivery."teamId" = team.id and delivery."connectionId" is null and delivery.channel = 'email' and delivery."startedAt" >= ${since}
    )`
  return teamsSchema.parse(rows).map(({ id }) => id)
}
