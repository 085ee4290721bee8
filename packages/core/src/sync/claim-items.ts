import { z } from 'zod'
import type { Database } from '@switchboard/db'
import type { ItemSnapshot } from '../items'
import type { ChangeBatch } from '../ports'

const claimedSchema = z.array(z.object({ id: z.string(), isNew: z.boolean() }))

/** PostgreSQL takes neither NUL nor halves of surrogate pairs in JSON; one such mail must not hold up its mailbox. */
const storable = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value

/**
 * Enters a batch into the ledger in one statement. Answers the items that wait to be judged: the new ones, and those that an
 * interrupted run left claimed. Items settled before are not among them.
 */
export async function claimItems(
  db: Database,
  key: { teamId: string; connectionId: string },
  items: ChangeBatch['items'],
  now: Date,
): Promise<{ id: string; isNew: boolean }[]> {
  if (items.length === 0) return []
  const rows = items.map((item) => ({
    externalId: item.externalId,
    threadId: item.threadId,
    kind: item.kind,
    title: item.title,
    senderName: item.sender.name,
    senderAddress: item.sender.address,
    receivedAt: item.receivedAt,
    snapshot: item,
  }))
  return claimedSchema.parse(
    await db.$queryRaw`
      with batch as (
        select * from jsonb_to_recordset(${JSON.stringify(rows, storable)}::jsonb) as b(
          "externalId" text, "threadId" text, kind text, title text, "senderName" text, "senderAddress" text,
          "receivedAt" timestamptz, snapshot jsonb)
      ), added as (
        insert into "Item" ("teamId", id, "connectionId", "externalId", "threadId", kind, title, "senderName", "senderAddress",
          "receivedAt", snapshot, "createdAt")
        select ${key.teamId}::uuid, gen_random_uuid(), ${key.connectionId}::uuid, "externalId", "threadId", kind::"ItemKind", title,
          "senderName", "senderAddress", "receivedAt", snapshot, ${now}
        from batch
        on conflict ("teamId", "connectionId", "externalId") do nothing
        returning id
      )
      select id, true as "isNew" from added
      union all
      select item.id, false from "Item" item join batch using ("externalId")
      where item."teamId" = ${key.teamId}::uuid and item."connectionId" = ${key.connectionId}::uuid
        and item.state = 'claimed' and item."retryAt" is null`,
  )
}

/** Records items that exist but could not be read, so that none is skipped silently. */
export async function recordUnreadable(
  db: Database,
  key: { teamId: string; connectionId: string },
  unreadable: ChangeBatch['unreadable'],
  now: Date,
): Promise<void> {
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

/** Nothing of it is known but its id; judging it again finds no text. */
const unreadableSnapshot = (externalId: string, now: Date): ItemSnapshot => ({
  kind: 'page',
  externalId,
  threadId: null,
  title: '(unreadable)',
  sender: { name: 'Unknown sender', address: null },
  receivedAt: now.toISOString(),
  url: null,
  text: '',
})
