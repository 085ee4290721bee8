import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import type { ChangeBatch, WholePart } from '../ports/item-source'

const foundSchema = z.array(z.object({ externalId: z.string() }))

/** Items of the ledger that the provider told the whole of and did not name, with the reason; those that are over already are not. */
export async function vanishedItems(
  tx: Transaction,
  key: ConnectionKey,
  parts: WholePart[],
): Promise<NonNullable<ChangeBatch['over']>> {
  const over: NonNullable<ChangeBatch['over']> = []
  for (const part of parts) over.push(...(await vanishedFrom(tx, key, part)))
  return over
}

async function vanishedFrom(tx: Transaction, { teamId, connectionId }: ConnectionKey, part: WholePart) {
  const { idsBegin, threadId, after, before, externalIds, reason } = part
  const found = foundSchema.parse(
    await tx.$queryRaw`
      select "externalId" from "Item"
      where "teamId" = ${teamId}::uuid and "connectionId" = ${connectionId}::uuid
        and "receivedAt" > ${after} and "receivedAt" < ${before}
        and starts_with("externalId", ${idsBegin}) and "externalId" <> all(${externalIds})
        and case when "threadId" = "externalId" then null else "threadId" end is not distinct from ${threadId}
        and state in ('claimed', 'done') and revision is not null`,
  )
  return found.map(({ externalId }) => ({ externalId, reason }))
}
