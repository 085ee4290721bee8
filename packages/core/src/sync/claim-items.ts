import { v7 as newId } from 'uuid'
import { z } from 'zod'
import type { Database, Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import { type ItemSnapshot, noPageFacts } from '../items'
import { holdFrom, type HeldItem } from '../items/hold-items'
import { ledgerRows } from '../items/ledger-rows'
import { countTakingUp } from '../items/suspects'
import { withoutSaid } from '../conversations/without-said'
import type { ChangeBatch } from '../ports/item-source'

const claimedSchema = z.array(z.object({ id: z.string(), isNew: z.boolean() }))

/**
 * Enters a batch into the ledger in one statement. Answers the items that wait to be judged, held for the caller: the new ones,
 * and those that an interrupted run left claimed. Items settled before, those that wait for their time to try again, and those
 * that somebody else judges at this moment are not among them. Should the caller die, `retry-items` takes them over when the hold ends.
 * `asOf`: when they were asked for; what an event has told the end of since is not entered. Null: an event tells this. `runId`: of the
 * sync; when that has been closed, nothing is entered: what a worker asked for just before it died must not be held for it afterwards.
 */
export async function claimItems(
  db: Transaction,
  key: ConnectionKey,
  items: ChangeBatch['items'],
  now: Date,
  asOf: Date | null = null,
  runId: string | null = null,
): Promise<(HeldItem & { isNew: boolean })[]> {
  const news = await withoutSaid(db, key, items)
  if (news.length === 0) return []
  const heldUntil = holdFrom(now)
  const claimed = claimedSchema.parse(
    await db.$queryRaw`
      with open_run as (
        select 1 from "SyncRun" where "teamId" = ${key.teamId}::uuid and id = ${runId}::uuid and state = 'running' for share
      ), batch as (
        select * from jsonb_to_recordset(${ledgerRows(news, () => ({ id: newId() }))}::jsonb) as b(
          id uuid, "externalId" text, "threadId" text, kind text, title text, "senderName" text, "senderAddress" text,
          "receivedAt" timestamptz, url text, snapshot jsonb, revision text)
        where ${runId}::uuid is null or exists (select 1 from open_run)
      ), added as (
        insert into "Item" ("teamId", id, "connectionId", "externalId", "threadId", kind, title, "senderName", "senderAddress",
          "receivedAt", url, snapshot, revision, "createdAt", "retryAt", "takenUp")
        select ${key.teamId}::uuid, id, ${key.connectionId}::uuid, "externalId", "threadId", kind::"ItemKind", title,
          "senderName", "senderAddress", "receivedAt", url, snapshot, revision, ${now}, ${heldUntil}, 1
        from batch
        where not exists (
          select 1 from "OvertakenItem" overtaken
          where overtaken."teamId" = ${key.teamId}::uuid and overtaken."connectionId" = ${key.connectionId}::uuid
            and overtaken."externalId" = batch."externalId" and overtaken.at > ${asOf}::timestamptz
        )
        on conflict ("teamId", "connectionId", "externalId") do nothing
        returning id
      ), left_over as (
        update "Item" item set "retryAt" = ${heldUntil}, ${countTakingUp} from batch
        where item."teamId" = ${key.teamId}::uuid and item."connectionId" = ${key.connectionId}::uuid
          and item."externalId" = batch."externalId" and item.state = 'claimed' and item.reason is null
          and item."retryAt" <= ${now}
        returning item.id
      )
      select id, true as "isNew" from added union all select id, false from left_over`,
  )
  return claimed.map(({ id, isNew }) => ({ teamId: key.teamId, itemId: id, heldUntil, isNew }))
}

/** Stands as the revision of what can be read no more, so that it is judged anew as soon as it can. */
const unreadableRevision = 'unreadable'

/**
 * Records items that exist but could not be read, so that none is skipped silently. One that was read before and may have changed since
 * says so as well, beside what was known of it; one that never changes stays as it was read.
 */
export async function recordUnreadable(
  db: Database,
  key: ConnectionKey,
  unreadable: ChangeBatch['unreadable'],
  now: Date,
): Promise<void> {
  for (const { externalId, reason } of unreadable)
    await db.item.updateMany({
      where: {
        ...key,
        externalId,
        NOT: [{ revision: null }, { revision: unreadableRevision, state: 'failed', reason }],
      },
      data: { revision: unreadableRevision, state: 'failed', outcome: null, reason, settledAt: now, retryAt: null },
    })
  await db.item.createMany({
    skipDuplicates: true,
    data: unreadable.map(({ externalId, reason }) => ({
      ...key,
      externalId,
      kind: 'page' as const,
      title: '(unreadable)',
      senderName: 'Unknown sender',
      receivedAt: now,
      snapshot: unreadableSnapshot(externalId, now),
      state: 'failed' as const,
      reason,
      settledAt: now,
    })),
  })
}

/** Nothing of it is known but its id; it is never judged (retryItem refuses it). */
const unreadableSnapshot = (externalId: string, now: Date): ItemSnapshot => ({
  kind: 'page',
  externalId,
  threadId: null,
  title: '(unreadable)',
  sender: { name: 'Unknown sender', address: null },
  receivedAt: now.toISOString(),
  url: null,
  text: '',
  ...noPageFacts,
})
