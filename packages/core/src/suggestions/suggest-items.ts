import { setImmediate as othersTurn } from 'node:timers/promises'
import DataLoader from 'dataloader'
import PQueue from 'p-queue'
import type { Connection, Item } from '@switchboard/db'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import { itemSnapshotSchema } from '../items'
import { beginAlone, ensureHold, releaseHolds, type HeldItem } from '../items/hold-items'
import { isSuspect } from '../items/suspects'
import { fallbackZone } from '../teams/zone-of'
import { checkBudget, countFreeCalls, recordUsage } from './budget'
import { judgeItem } from './judge-item'
import { giveUp, mostAttempts, recordFailure } from './record-failure'
import { settleItems, type Assignee, type Judged, type SettledOutcome } from './settle-items'
import { withTeamModel } from './team-model'

/** Items judged at once. The offline generator needs the processor, a remote one the wire. */
export const parallelJudging = (ctx: Context) => (ctx.model.offline ? 16 : 8)

/** Settled in one transaction at most. */
const mostTogether = 50

/** One at a time in the whole process, however many jobs it works on. */
const aloneQueue = new PQueue({ concurrency: 1 })

export type SuggestOutcome = SettledOutcome | 'failed' | 'later' | 'left'

/**
 * Judges items that the caller holds, a few at once, and settles each. Running it twice makes nothing twice. Faults of the model, and
 * those of our own that one item brings out, are recorded on the item and do not throw: one mail must not hold up its mailbox. Those
 * not begun when `signal` aborts are 'left' to the next holder. What may have ended a worker before is judged alone, after all others.
 */
export async function suggestItems(ctx: Context, held: HeldItem[], signal?: AbortSignal): Promise<SuggestOutcome[]> {
  const items = await loadHeld(ctx, held)
  const assignees = assigneesOf(ctx)
  const settle = settler(ctx)
  const free = new Map<string, { ctx: Context; calls: number }>()

  async function suggest(item: LoadedItem): Promise<SuggestOutcome> {
    let teamCtx = ctx
    try {
      teamCtx = await withTeamModel(ctx, item.teamId)
      const assignee = await assignees.load(item.connection)
      const snapshot = itemSnapshotSchema.parse(item.snapshot)
      await checkBudget(teamCtx, item.teamId)
      const judgement = await judgeItem(teamCtx, { item: snapshot, ...assignee.forModel }, async (usage) => {
        // What costs nothing is counted together in the end; what was paid must not be forgotten, whatever happens next.
        if (teamCtx.model.offline)
          free.set(item.teamId, { ctx: teamCtx, calls: (free.get(item.teamId)?.calls ?? 0) + 1 })
        else await recordUsage(teamCtx, ctx.db, item.teamId, usage)
      })
      return await settle.load({ item, snapshot, judgement, assignee, model: teamCtx.model.name })
    } catch (error) {
      if (isSwitchboardError(error)) return recordFailure(teamCtx, item, error)
      ctx.logger.error({ err: error, itemId: item.id }, 'an item met a fault of our own')
      return recordFailure(teamCtx, item, {
        code: 'internal',
        message: 'Something went wrong on our side while judging this item.',
        retryable: true,
      })
    }
  }

  const left: HeldItem[] = []
  const judge = async (one: HeldItem, begin: typeof ensureHold): Promise<SuggestOutcome> => {
    await othersTurn()
    if (signal?.aborted) {
      left.push(one)
      return 'left'
    }
    const item = items.get(one.itemId)
    if (item && item.takenUp > mostAttempts) return giveUp(ctx, item)
    return item && (await begin(ctx.db, one, ctx.clock.now())) ? suggest(item) : 'none'
  }

  const takenUp = ({ itemId }: HeldItem) => items.get(itemId)?.takenUp ?? 0
  const suspects = held.filter((one) => isSuspect(takenUp(one))).toSorted((a, b) => takenUp(a) - takenUp(b))
  const others = held.filter((one) => !isSuspect(takenUp(one)))
  const queue = new PQueue({ concurrency: parallelJudging(ctx) })
  try {
    const outcomes = await queue.addAll(others.map((one) => () => judge(one, ensureHold)))
    for (const one of suspects) outcomes.push(await aloneQueue.add(() => judge(one, beginAlone)))
    await releaseHolds(ctx.db, left, ctx.clock.now())
    return outcomes
  } catch (error) {
    // No item's fault, such as a database that is away: nothing more is begun, and nobody's model is called behind the caller's back.
    queue.clear()
    await queue.onIdle()
    await releaseHolds(ctx.db, held, ctx.clock.now()).catch(() => undefined)
    throw error
  } finally {
    for (const [teamId, used] of free) {
      await countFreeCalls(used.ctx, teamId, used.calls).catch((err: unknown) =>
        ctx.logger.warn({ err, calls: used.calls }, 'calls of the generator were not counted'),
      )
    }
  }
}

type LoadedItem = Item & { connection: Connection }

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

/** Who gets a connection's suggestions: the owner of a personal one; on a shared one the team's owner, until an admin sets somebody. */
const assigneesOf = (ctx: Context) =>
  new DataLoader<Connection, Assignee, string>(
    (connections) => Promise.all(connections.map((one) => assigneeOf(ctx, one))),
    {
      cacheKeyFn: ({ id }) => id,
    },
  )

async function assigneeOf(ctx: Context, connection: Connection): Promise<Assignee> {
  const userId =
    connection.ownerId ??
    (await ctx.db.membership.findFirstOrThrow({ where: { teamId: connection.teamId, role: 'owner' } })).userId
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: userId } })
  const addresses = [...new Set([user.email, connection.accountName])]
  return { id: user.id, forModel: { timeZone: user.timeZone ?? fallbackZone, person: { name: user.name, addresses } } }
}

/** Settles at once what has been judged; what is judged while a transaction is under way goes together into the next. */
function settler(ctx: Context) {
  let last: Promise<unknown> = Promise.resolve()
  const settleThese = (judged: readonly Judged[]) => {
    const settled = settleItems(ctx, judged)
    last = settled
    return settled
  }
  return new DataLoader<Judged, SettledOutcome>(settleThese, {
    cache: false,
    maxBatchSize: mostTogether,
    batchScheduleFn: (dispatch) => void last.then(dispatch),
  })
}
