import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import type { ItemSnapshot } from '../items'
import { locatedEvidenceSchema } from '../suggestions/proposal'
import { locateEvidence } from '../suggestions/locate-evidence'
import { tellOfTasks } from './end-items'
import { judgedAnew, notToldSince } from './judged-anew'
import { ledgerRows } from './ledger-rows'

type KnownAt = { asOf: Date | null; inOrder: boolean }

const revisedSchema = z.array(z.object({ id: z.string(), externalId: z.string() }))

/**
 * Takes in what has changed of items that the ledger knows: those whose revision is another one wait to be judged anew, with what they
 * say now. Whoever judges one at this moment judges what it said before, and settles nothing by that. Evidence of suggestions stands
 * where its words stand now; quotes whose words are gone go with them. To be called in a transaction.
 * `asOf`: when they were asked for; what an event has told since stays, unless it is an earlier revision. Null: an event tells this.
 * `inOrder`: later revisions sort behind earlier ones.
 */
export async function reviseItems(
  tx: Transaction,
  key: ConnectionKey,
  items: ItemSnapshot[],
  now: Date,
  known: KnownAt = { asOf: null, inOrder: true },
): Promise<void> {
  const revisable = items.filter(({ revision }) => revision !== undefined)
  if (revisable.length === 0) return
  const revised = await replaceSnapshots(tx, key, revisable, now, known)
  if (revised.length === 0) return
  await moveEvidence(tx, key, revised, revisable)
  await tellOfTasks(
    tx,
    key.teamId,
    revised.map(({ id }) => id),
  )
}

async function replaceSnapshots(
  tx: Transaction,
  { teamId, connectionId }: ConnectionKey,
  items: ItemSnapshot[],
  now: Date,
  { asOf, inOrder }: KnownAt,
) {
  return revisedSchema.parse(
    await tx.$queryRaw`
      update "Item" item set kind = batch.kind::"ItemKind", title = batch.title, "threadId" = batch."threadId",
        "senderName" = batch."senderName", "senderAddress" = batch."senderAddress", "receivedAt" = batch."receivedAt",
        url = batch.url, snapshot = batch.snapshot, revision = batch.revision, ${judgedAnew(now)}
      from jsonb_to_recordset(${ledgerRows(items)}::jsonb) as batch(
        "externalId" text, "threadId" text, kind text, title text, "senderName" text, "senderAddress" text,
        "receivedAt" timestamptz, url text, snapshot jsonb, revision text)
      where item."teamId" = ${teamId}::uuid and item."connectionId" = ${connectionId}::uuid
        and item."externalId" = batch."externalId" and item.revision is distinct from batch.revision
        and (${notToldSince(asOf)} or (${inOrder}::boolean and item.revision < batch.revision collate "C"))
      returning item.id, item."externalId"`,
  )
}

async function moveEvidence(
  tx: Transaction,
  { teamId }: ConnectionKey,
  revised: z.infer<typeof revisedSchema>,
  items: ItemSnapshot[],
): Promise<void> {
  const byExternalId = new Map(items.map((item) => [item.externalId, item]))
  const byId = new Map(revised.map(({ id, externalId }) => [id, byExternalId.get(externalId)]))
  const suggestions = await tx.suggestion.findMany({
    where: { teamId, itemId: { in: [...byId.keys()] } },
    select: { id: true, itemId: true, evidence: true },
    orderBy: { id: 'asc' },
  })
  const sources = await tx.suggestionSource.findMany({
    where: { teamId, itemId: { in: [...byId.keys()] } },
    select: { itemId: true, evidence: true },
    orderBy: { itemId: 'asc' },
  })
  const movedIn = (itemId: string, evidence: unknown) => {
    const item = byId.get(itemId)
    if (!item) return null
    return z
      .array(locatedEvidenceSchema)
      .parse(evidence)
      .flatMap((quote) => locateEvidence(item, [quote]).located.map((found) => ({ ...quote, ...found })))
  }
  for (const { id, itemId, evidence } of suggestions) {
    const moved = movedIn(itemId, evidence)
    if (!moved) continue
    await tx.suggestion.update({ where: { teamId_id: { teamId, id } }, data: { evidence: moved } })
  }
  for (const { itemId, evidence } of sources) {
    const evidenceNow = movedIn(itemId, evidence)
    if (evidenceNow)
      await tx.suggestionSource.update({
        where: { teamId_itemId: { teamId, itemId } },
        data: { evidence: evidenceNow },
      })
  }
}
