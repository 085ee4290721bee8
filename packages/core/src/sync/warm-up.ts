import type { Context } from '../context'
import { judgeItem } from '../suggestions/judge-item'
import { suggestItems } from '../suggestions/suggest-items'
import { runSync } from './run-sync'
import { sampleItem } from './sample-item'

/** Of no team: the database finds nothing by it. */
const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * Goes through the beginning of a sync and the judging of one item, so that a worker which takes over from a dead one does not begin by
 * loading and compiling the most of it. What enters items and suggestions into the database is not reached: nothing is asked of a
 * service, and nothing is written. `signal` ends it after the step that it is at.
 */
export async function warmUp(ctx: Context, signal: AbortSignal): Promise<void> {
  const item = sampleItem(ctx.clock.now())
  const offline = { ...ctx, model: ctx.offlineModel }
  const steps = [
    ...Object.values(ctx.providers).map((entry) => () => entry.provider?.source?.warmUp?.()),
    () => judgeItem(offline, { item, timeZone: 'UTC', person: reader }, async () => undefined),
    () => suggestItems(ctx, [{ teamId: nobody, itemId: nobody, heldUntil: null }], signal),
    () => runSync(ctx, { teamId: nobody, connectionId: nobody, trigger: 'schedule' }, signal),
  ]
  for (const step of steps) {
    if (signal.aborted) return
    await step()
  }
}

const reader = { name: 'Reader', addresses: ['reader@localhost'] }
