import { setImmediate as othersTurn } from 'node:timers/promises'
import PQueue from 'p-queue'
import type { Context } from '../context'
import { beginAlone, ensureHold, releaseHolds, type HeldItem } from '../items/hold-items'
import { isSuspect } from '../items/suspects'
import { judgeAndSettle, type LoadedItem } from './judge-and-settle'
import { giveUp, mostAttempts } from './record-failure'
import type { SettledOutcome } from './settle-items'
import { openUsageBook } from './usage-book'

/** Items judged at once. The offline generator needs the processor, a remote one the wire. */
export const parallelJudging = (ctx: Context) => (ctx.model.offline ? 16 : 8)

/**
 * Of the module, because what it bounds is the process: a suspect may end that one with all that is under way in it, and of two at
 * once, of whatever job or context, both would be blamed.
 */
const aloneInProcess = new PQueue({ concurrency: 1 })

export type SuggestOutcome = SettledOutcome | 'failed' | 'later' | 'left'

/**
 * Judges items that the caller holds, a few at once, and settles each. Running it twice makes nothing twice. Faults of the model, and
 * those of our own that one item brings out, are recorded on the item and do not throw: one mail must not hold up its mailbox. Those
 * not begun when `signal` aborts are 'left' to the next holder. What may have ended a worker before is judged alone, after all others.
 */
export async function suggestItems(ctx: Context, held: HeldItem[], signal?: AbortSignal): Promise<SuggestOutcome[]> {
  const items = await loadHeld(ctx, held)
  const book = openUsageBook()
  const suggest = judgeAndSettle(ctx, book)
  const left: HeldItem[] = []
  const take = async (one: HeldItem, begin: typeof ensureHold): Promise<SuggestOutcome> => {
    await othersTurn()
    if (signal?.aborted) {
      left.push(one)
      return 'left'
    }
    const item = items.get(one.itemId)
    if (item && item.takenUp > mostAttempts) return giveUp(ctx, item)
    return item && (await begin(ctx.db, one, ctx.clock.now())) ? suggest(item) : 'none'
  }

  const { others, suspects } = partSuspects(held, items)
  const queue = new PQueue({ concurrency: parallelJudging(ctx) })
  try {
    const outcomes = await queue.addAll(others.map((one) => () => take(one, ensureHold)))
    for (const one of suspects) outcomes.push(await aloneInProcess.add(() => take(one, beginAlone)))
    await releaseHolds(ctx.db, left, ctx.clock.now())
    return outcomes
  } catch (error) {
    // No item's fault, such as a database that is away: nothing more is begun, and nobody's model is called behind the caller's back.
    queue.clear()
    await queue.onIdle()
    await releaseHolds(ctx.db, held, ctx.clock.now()).catch(() => undefined)
    throw error
  } finally {
    await book.close()
  }
}

/** By their ids; without those that somebody has settled or taken over meanwhile. */
async function loadHeld(ctx: Context, held: HeldItem[]): Promise<Map<string, LoadedItem>> {
  const items = await ctx.db.item.findMany({
    where: {
      state: 'claimed',
      OR: held.map(({ teamId, itemId: id, heldUntil: retryAt }) => ({ teamId, id, retryAt })),
    },
    include: { connection: true },
  })
  return new Map(items.map((item) => [item.id, item]))
}

/** Of the suspects the least suspect comes first. */
function partSuspects(held: HeldItem[], items: ReadonlyMap<string, LoadedItem>) {
  const takenUp = ({ itemId }: HeldItem) => items.get(itemId)?.takenUp ?? 0
  return {
    others: held.filter((one) => !isSuspect(takenUp(one))),
    suspects: held.filter((one) => isSuspect(takenUp(one))).toSorted((a, b) => takenUp(a) - takenUp(b)),
  }
}
