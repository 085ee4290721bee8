import { z } from 'zod'
import type { Connection, Transaction } from '@switchboard/db'
import { commonSettingsOf } from '../connections/provider-of'
import type { ConnectionKey } from '../context'
import type { ItemSnapshot } from '../items'
import { endItems } from '../items/end-items'
import { releaseHolds } from '../items/hold-items'
import { backRevision, reopenItems } from '../items/reopen-items'
import { reviseItems } from '../items/revise-items'
import { skipItems } from '../items/skip-items'
import type { ItemNews } from '../ports/item-source'
import { claimItems } from '../sync/claim-items'
import { keepOvertaken, takeOvertaken } from './overtaken-items'

/** `askedAt`: when the service was asked what items say; null: an event tells it. */
export type KnownNews = ItemNews & { askedAt: Date | null }

/**
 * Enters what an event tells of items into the ledger; those that wait are there for `retry-items`. What the service was asked for holds
 * as that of a sync does: against all but what was asked for later.
 */
export async function takeInNews(
  tx: Transaction,
  connection: Connection,
  { items, over, back = [], askedAt }: KnownNews,
  now: Date,
): Promise<void> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  await endItems(tx, key, over, now, askedAt)
  await keepOvertaken(tx, key, over, askedAt ?? now)
  const { autoGenerate } = commonSettingsOf(connection.settings)
  // Where no suggestions are wanted, none is taken up again.
  if (autoGenerate) await reopenItems(tx, key, back, now)
  const news = askedAt ? items : await withoutOutdated(tx, key, items)
  await reviseItems(tx, key, news, now, { asOf: askedAt, inOrder: askedAt === null })
  const waiting = await claimItems(tx, key, news, now, askedAt)
  await noteTold(tx, key, [...over, ...news], askedAt ?? now)
  if (autoGenerate) await releaseHolds(tx, waiting, now)
  else await skipItems(tx, waiting, now)
}

/** A sync may be reading what was before. */
async function noteTold(tx: Transaction, key: ConnectionKey, told: { externalId: string }[], at: Date): Promise<void> {
  await tx.item.updateMany({
    where: {
      ...key,
      externalId: { in: told.map(({ externalId }) => externalId) },
      OR: [{ toldAt: null }, { toldAt: { lt: at } }],
    },
    data: { toldAt: at },
  })
}

const knownSchema = z.array(z.object({ externalId: z.string(), revision: z.string().nullable() }))

/** Without what a later event has told already: they overtake each other, and come again. What is over stays over. */
async function withoutOutdated(tx: Transaction, key: ConnectionKey, items: ItemSnapshot[]) {
  const known = knownSchema.parse(
    await tx.$queryRaw`
      select "externalId", revision from "Item"
      where "teamId" = ${key.teamId}::uuid and "connectionId" = ${key.connectionId}::uuid
        and "externalId" = any(${items.map(({ externalId }) => externalId)})
      order by id for update`,
  )
  const revisions = new Map(known.map(({ externalId, revision }) => [externalId, revision]))
  const unknown = items.flatMap(({ externalId }) => (revisions.has(externalId) ? [] : [externalId]))
  const overtaken = await takeOvertaken(tx, key, unknown)
  return items.filter(({ externalId, revision = '' }) => {
    const last = revisions.get(externalId)
    return last === undefined ? !overtaken.has(externalId) : last !== null && (last === backRevision || last < revision)
  })
}
