import { z } from 'zod'
import { isDatabaseAway, type Connection, type SyncRun } from '@switchboard/db'
import { withAbort } from '../abort'
import { failIfPersonNeeded } from '../connections/fail-connection'
import { holdConnection } from '../connections/hold-connection'
import { keepPause } from '../connections/provider-pause'
import { providerIdOf, sourceOf } from '../connections/provider-of'
import { commonSettingsSchema } from '../connections/settings'
import { withAccess } from '../connections/with-access'
import type { Context } from '../context'
import { isCutOff, isSwitchboardError } from '../errors'
import { endItems } from '../items/end-items'
import { openItems } from '../items/open-items'
import { reopenItems } from '../items/reopen-items'
import { reviseItems } from '../items/revise-items'
import { skipItems } from '../items/skip-items'
import { vanishedItems } from '../items/vanished-items'
import type { JobPayload } from '../jobs'
import type { Access } from '../ports/access'
import type { ChangeBatch } from '../ports/item-source'
import type { Json } from '../ports/json'
import { suggestItems } from '../suggestions/suggest-items'
import { isOnFor } from '../switches/switches'
import { takeReplies } from '../mail-replies/take-replies'
import { beginRun } from './begin-run'
import { claimItems, recordUnreadable } from './claim-items'
import { endRun } from './end-run'
import { resumeSync } from './free-lost-work'
import { moveOn, type Tally } from './move-on'

const batchSettingsSchema = commonSettingsSchema
  .pick({ autoGenerate: true })
  .extend({ maxResults: z.number().int().min(1).max(500).default(20) })
type BatchSettings = z.infer<typeof batchSettingsSchema>
/** `asOf`: when it was asked for. `inOrder`: its later revisions sort behind earlier ones. */
type AskedBatch = ChangeBatch & { asOf: Date; inOrder: boolean }
const jsonSchema: z.ZodType<Json> = z.json()

/**
 * Brings in what is new on one connection, batch by batch. The cursor moves only when each item of a batch is settled or waits
 * in the ledger with its time to try again; so a killed run is gone on with and nothing is lost or doubled. A passing fault
 * ends the run, keeps what was fetched, and queues the next with the delay the provider asks for. `signal` aborts when this
 * process ends: the run goes on at once elsewhere. Settings are read anew for each batch: one that is changed meanwhile holds for
 * all that is begun after it, be it reading a batch, taking one in, or settling an item.
 */
export async function runSync(ctx: Context, input: JobPayload<'sync-connection'>, signal?: AbortSignal): Promise<void> {
  const begun = await beginRun(ctx, input)
  if (!begun) return
  const { connection, run } = begun
  try {
    const state = await withAbort(signal, (ahead) => fetchAll(ctx, connection, run, ahead))
    await endRun(ctx, connection, run, { state })
  } catch (error) {
    if (signal?.aborted && isCutOff(error)) {
      await endRun(ctx, connection, run, { state: 'interrupted' })
      return
    }
    if (isSwitchboardError(error)) {
      await endRun(ctx, connection, run, { state: 'failed', error })
      await failIfPersonNeeded(ctx, connection, error)
      return
    }
    if (isDatabaseAway(error)) {
      await goOnWhenBack(ctx, run)
      return
    }
    await endRun(ctx, connection, run, { state: 'failed', error: null })
    throw error
  }
}

/**
 * The database was away and may be back: no fault of the sync, which goes on as after a death. Throws while it is away; the run is then
 * found by the next worker that looks for what nobody has.
 */
const goOnWhenBack = (ctx: Context, { teamId, connectionId, id, trigger }: SyncRun): Promise<unknown> =>
  ctx.db.$transaction(async (tx) => {
    const key = { teamId, connectionId }
    await holdConnection(tx, key)
    const open = await tx.syncRun.findFirst({ where: { teamId, id, state: 'running' }, select: { id: true } })
    if (open) await resumeSync(tx, key, trigger, ctx.clock.now())
  })

/** Returns how it ended: with everything, by somebody's wish, or with this process. `ahead` ends what is still being read. */
async function fetchAll(
  ctx: Context,
  connection: Connection,
  run: SyncRun,
  ahead: AbortController,
): Promise<'done' | 'stopped' | 'interrupted'> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const source = sourceOf(ctx, providerIdOf(connection))
  const startedAt = ctx.clock.now()
  const { signal } = ahead
  const read = (cursor: Json, { maxResults: limit }: BatchSettings) => {
    const open = () => openItems(ctx.db, key, ctx.clock.now())
    const since = cursor === null ? connection.settledUntil : null
    const request = { cursor, limit, since, lostAt: connection.lostEventsAt ?? undefined, open }
    const asked = { asOf: ctx.clock.now(), inOrder: !source.asksForNews }
    const fetched = async (access: Access) => ({ ...(await source.fetchChanges(access, request)), ...asked })
    const coming = withAccess(ctx, key, fetched, { signal })
    // It may fail before anybody waits for it; who does then is told.
    coming.catch(() => undefined)
    return coming
  }
  let coming: Promise<AskedBatch> | null = null
  try {
    for (;;) {
      if (signal.aborted) return 'interrupted'
      const settings = await settingsUnlessStopped(ctx, run)
      if (!settings) return 'stopped'
      const fetchedBatch = await (coming ?? read(jsonSchema.parse(connection.cursor ?? null), settings))
      const batch = { ...fetchedBatch, items: await takeReplies(ctx, connection, fetchedBatch) }
      // The next batch is on its way while this one is judged: one needs the wire, the other the processor.
      if (batch.more && !batch.pause) coming = read(batch.cursor, settings)
      const tally = await takeIn(ctx, run, batch, settings, signal)
      // The next run fetches this batch again and judges what is left of it.
      if (tally.left > 0) return 'interrupted'
      // Another worker has taken this run for dead and goes on: the cursor is that one's business.
      if (!(await moveOn(ctx, connection, run, batch, tally, batch.more ? null : startedAt))) return 'stopped'
      if (batch.pause) {
        await keepPause(ctx, key, batch.pause, 'reading')
        throw batch.pause
      }
      if (!batch.more) return 'done'
    }
  } finally {
    ahead.abort()
    await coming?.catch(() => undefined)
  }
}

/** The settings of now; null when the run is to stop. */
async function settingsUnlessStopped(ctx: Context, run: SyncRun): Promise<BatchSettings | null> {
  const current = await ctx.db.syncRun.findUnique({
    where: { teamId_id: { teamId: run.teamId, id: run.id } },
    select: { stopAsked: true, state: true, connection: { select: { settings: true } } },
  })
  // Another worker may have taken this run for dead.
  if (!current || current.stopAsked || current.state !== 'running') return null
  if (!(await isOnFor(ctx, ctx.db, 'integrations', run.teamId))) return null
  return batchSettingsSchema.parse(current.connection.settings)
}

/**
 * Enters a batch into the ledger, what has changed or ended of earlier items too, and judges it. `left`: not judged, because the process
 * ends.
 */
async function takeIn(
  ctx: Context,
  { teamId, connectionId, id: runId }: SyncRun,
  batch: AskedBatch,
  { autoGenerate }: BatchSettings,
  signal?: AbortSignal,
): Promise<Tally & { left: number }> {
  const now = ctx.clock.now()
  const key = { teamId, connectionId }
  await ctx.db.$transaction(async (tx) => {
    const vanished = await vanishedItems(tx, key, batch.whole ?? [])
    await endItems(tx, key, [...(batch.over ?? []), ...vanished], now, batch.asOf)
    // Where no suggestions are wanted, none is taken up again.
    if (autoGenerate) await reopenItems(tx, key, batch.back ?? [], now)
  })
  await ctx.db.$transaction((tx) => reviseItems(tx, key, batch.items, now, batch))
  const waiting = await claimItems(ctx.db, key, batch.items, now, batch.asOf, runId)
  if (batch.unreadable.length > 0) await recordUnreadable(ctx.db, key, batch.unreadable, now)
  const created = waiting.filter(({ isNew }) => isNew).length
  const tally = {
    created,
    skipped: batch.items.length - created,
    failed: batch.unreadable.length,
    suggested: 0,
    autoApproved: 0,
    left: 0,
  }
  if (!autoGenerate) {
    await skipItems(ctx.db, waiting, now)
    return tally
  }
  const outcomes = await suggestItems(ctx, waiting, signal)
  for (const outcome of outcomes) {
    if (outcome === 'suggested' || outcome === 'auto_approved') tally.suggested += 1
    if (outcome === 'auto_approved') tally.autoApproved += 1
    if (outcome === 'failed') tally.failed += 1
    if (outcome === 'left') tally.left += 1
  }
  return tally
}
