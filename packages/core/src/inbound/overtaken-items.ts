import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import type { ItemNews } from '../ports/item-source'

/** Providers send again for some hours at most. */
export const keepOvertakenMs = 24 * 3_600_000

const idsSchema = z.array(z.object({ externalId: z.string() }))

/** Keeps which items are over that the ledger does not know: the event that tells of them may come after. To be called in a transaction. */
export async function keepOvertaken(
  tx: Transaction,
  { teamId, connectionId }: ConnectionKey,
  over: ItemNews['over'],
  now: Date,
): Promise<void> {
  if (over.length === 0) return
  await tx.$executeRaw`
    insert into "OvertakenItem" ("teamId", "connectionId", "externalId", at)
    select distinct ${teamId}::uuid, ${connectionId}::uuid, over.id, ${now}::timestamptz
    from unnest(${over.map(({ externalId }) => externalId)}::text[]) as over(id)
    where not exists (
      select 1 from "Item" where "teamId" = ${teamId}::uuid and "connectionId" = ${connectionId}::uuid and "externalId" = over.id
    )
    on conflict ("teamId", "connectionId", "externalId") do update set at = greatest("OvertakenItem".at, excluded.at)`
}

/** Which of these were over before they came. Each is told once: should one come back after that, it counts again. */
export async function takeOvertaken(
  tx: Transaction,
  { teamId, connectionId }: ConnectionKey,
  externalIds: string[],
): Promise<Set<string>> {
  if (externalIds.length === 0) return new Set()
  const taken = idsSchema.parse(
    await tx.$queryRaw`
      delete from "OvertakenItem"
      where "teamId" = ${teamId}::uuid and "connectionId" = ${connectionId}::uuid and "externalId" = any(${externalIds})
      returning "externalId"`,
  )
  return new Set(taken.map(({ externalId }) => externalId))
}
