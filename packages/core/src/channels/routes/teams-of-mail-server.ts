import { z } from 'zod'
import type { Transaction } from '@switchboard/db'

/** A team that nothing went there for so long is not concerned. */
const concernedMs = 7 * 24 * 60 * 60_000

const teamsSchema = z.array(z.object({ id: z.uuid() }))

/** The teams whose messages have gone by the installation's mail server lately: no team owns it. */
export async function teamsOfMailServer(tx: Transaction, now: Date): Promise<string[]> {
  const since = new Date(now.getTime() - concernedMs)
  // One look into the index for each team, however many attempts there are.
  const rows = await tx.$queryRaw`
    select id from "Team" team
    where exists (
      select 1 from "Delivery" delivery
      where delivery."teamId" = team.id and delivery."connectionId" is null and delivery.channel = 'email' and delivery."startedAt" >= ${since}
    )`
  return teamsSchema.parse(rows).map(({ id }) => id)
}
