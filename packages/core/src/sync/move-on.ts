import type { Connection, SyncRun } from '@switchboard/db'
import { holdConnection } from '../connections/hold-connection'
import { noteUntold } from '../connections/note-untold'
import { toldBy } from '../connections/provider-of'
import type { Context } from '../context'
import { signalConnection } from '../live'
import type { ChangeBatch } from '../ports/item-source'

/** What became of a batch. */
export type Tally = { created: number; skipped: number; failed: number; suggested: number; autoApproved: number }

/**
 * Cursor, figures and the page's signal are one transaction. `settledUntil`: all before it is settled, when the run has everything.
 * Returns false, and moves nothing, when the run was closed meanwhile.
 */
export async function moveOn(
  ctx: Context,
  connection: Connection,
  run: SyncRun,
  batch: ChangeBatch,
  tally: Tally,
  settledUntil: Date | null,
): Promise<boolean> {
  const { teamId, id } = connection
  const now = ctx.clock.now()
  const { notCovered, outOfReach = null } = batch
  const cursor = batch.cursor === null ? null : JSON.stringify(batch.cursor)
  const newest =
    batch.items
      .map((item) => item.receivedAt)
      .toSorted()
      .at(-1) ?? null
  return ctx.db.$transaction(async (tx) => {
    await holdConnection(tx, { teamId, connectionId: id })
    const { count } = await tx.syncRun.updateMany({
      where: { teamId, id: run.id, state: 'running' },
      data: {
        aliveAt: now,
        fetched: { increment: batch.items.length + batch.unreadable.length },
        created: { increment: tally.created },
        skipped: { increment: tally.skipped },
        failed: { increment: tally.failed },
        suggested: { increment: tally.suggested },
        autoApproved: { increment: tally.autoApproved },
        apiCalls: { increment: batch.apiCalls },
        quotaUnits: { increment: batch.quotaUnits },
        ...(batch.expected === null ? {} : { expected: batch.expected }),
        ...(notCovered ? { gapFrom: notCovered.from, gapTo: notCovered.to } : {}),
      },
    })
    if (count === 0) return false
    // What is null here changes nothing. The gap is one range from the first that nobody has seen to up to the latest: rather
    // too much than a hidden one.
    await tx.$executeRaw`
      update "Connection" set cursor = coalesce(${cursor}::jsonb, cursor),
        "settledUntil" = coalesce(${settledUntil}::timestamptz, "settledUntil"),
        "lastItemAt" = greatest("lastItemAt", ${newest}::timestamptz),
        "gapFrom" = least("gapFrom", ${notCovered?.from ?? null}::timestamptz),
        "gapTo" = greatest("gapTo", ${notCovered?.to ?? null}::timestamptz),
        "outOfReach" = coalesce(${outOfReach}::text[], "outOfReach"),
        "outOfReachSince" = case
          when ${outOfReach}::text[] is null then "outOfReachSince"
          when cardinality(${outOfReach}::text[]) > 0 then coalesce("outOfReachSince", ${now})
        end,
        "updatedAt" = ${now}
      where "teamId" = ${teamId}::uuid and id = ${id}::uuid`
    const told = toldBy(ctx, connection)
    if (tally.created > 0 && told) {
      const receivedAt = batch.items.map((item) => new Date(item.receivedAt))
      await noteUntold(tx, { teamId, connectionId: id, told }, receivedAt, now)
    }
    await signalConnection(tx, 'sync', connection)
    return true
  })
}
