import { setImmediate as othersTurn } from 'node:timers/promises'
import PQueue from 'p-queue'
import type { Context } from '../context'
import { beginAlone, ensureHold, releaseHolds, type HeldItem } from '../items/hold-items'
import { isSuspect } from '../items/suspects'
import { judgeAndSettle, type Handed, type LoadedItem } from './judge-and-settle'
import { giveUp, mostAttempts } from './record-failure'
import type { SettledOutcome } from './settle-items'
import { mostTogether } from './settler'
import { openUsageBook } from './usage-book'

/** Items judged at once. The offline generator needs the processor, a remote one the wire. */
const parallelJudging = (ctx: Context) => (ctx.model.offline ? 16 : 8)

/** Items under way at once. What the quick offline generator has judged waits for the others, to be settled together. */
export const mostUnderWay = (ctx: Context) => (ctx.model.offline ? mostTogether : parallelJudging(ctx))

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
  const judging = new PQueue({ concurrency: parallelJudging(ctx) })
  const suggest = judgeAndSettle(ctx, book, judging)
  const left: HeldItem[] = []
  const judge = async (one: HeldItem, begin: typeof ensureHold): Promise<Handed<SuggestOutcome>> => {
    await othersTurn()
    if (signal?.aborted) {
      left.push(one)
      return { outcome: 'left' }
    }
    const item = items.get(one.itemId)
    if (item && item.takenUp > mostAttempts) return { outcome: giveUp(ctx, item) }
    return item && (await begin(ctx.db, one, ctx.clock.now())) ? suggest(item) : { outcome: 'none' }
  }
  const queue = new PQueue({ concurrency: mostUnderWay(ctx) })
  const take = async (one: HeldItem, begin: typeof ensureHold): Promise<SuggestOutcome> => {
    try {
      const handed = await judging.add(() => judge(one, begin))
      return await handed.outcome
    } catch (error) {
      // No item's fault, such as a database that is away: nothing more is begun, and nobody's model is called behind the caller's back.
      queue.clear()
      throw error
    }
  }

  const { others, suspects } = partSuspects(held, items)
  try {
    const outcomes = await queue.addAll(others.map((one) => () => take(one, ensureHold)))
    for (const one of suspects) outcomes.push(await aloneInProcess.add(() => take(one, beginAlone)))
    await releaseHolds(ctx.db, left, ctx.clock.now())
    return outcomes
  } catch (error) {
    await queue.onIdle()
    await releaseHolds(ctx.db, held, ctx.clock.now()).catch(() => undefined)
    throw error
  } finally {
    await book.close()
  }
}

/** By their ids; without those that somebody has settled or taken over meanwhile. */
async function loadHeld(ctx: Context, held: HeldItem[]): Promise<Map<string, LoadedItem>> {
  const holds = new Map(held.map((one) => [one.itemId, one]))
  const items = await ctx.db.item.findMany({
    where: {
      state: 'claimed',
      teamId: { in: [...new Set(held.map(({ teamId }) => teamId))] },
      id: { in: [...holds.keys()] },
    },
    include: { connection: true },
  })
  return new Map(items.filter((item) => isHeldAs(holds.get(item.id), item)).map((item) => [item.id, item]))
}

const isHeldAs = (hold: HeldItem | undefined, { teamId, retryAt }: LoadedItem) =>
  hold?.teamId === teamId && hold.heldUntil?.getTime() === retryAt?.getTime()

/** Of the suspects the least suspect comes first. */
function partSuspects(held: HeldItem[], items: ReadonlyMap<string, LoadedItem>) {
  const takenUp = ({ itemId }: HeldItem) => items.get(itemId)?.takenUp ?? 0
  return {
    others: held.filter((one) => !isSuspect(takenUp(one))),
    suspects: held.filter((one) => isSuspect(takenUp(one))).toSorted((a, b) => takenUp(a) - takenUp(b)),
  }
}
