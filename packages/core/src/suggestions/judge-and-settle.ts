import type PQueue from 'p-queue'
import { isDatabaseAway, type Connection, type Item } from '@switchboard/db'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import { itemSnapshotSchema, type ItemSnapshot } from '../items'
import { askedBy, type Assignee, assigneesOf } from './assignees'
import { checkBudget } from './budget'
import { detectInjection } from './detect-injection'
import { storedDueDate } from './due-date'
import { judgeItem, type Judgement } from './judge-item'
import { recordFailure } from './record-failure'
import { askOf } from './same-ask/ask'
import { keysOf } from './same-ask/keys'
import { type Asked, deservesSuggestion, type SettledOutcome } from './settle-items'
import { settler } from './settler'
import { withTeamModel } from './team-model'
import type { UsageBook } from './usage-book'
import { testFlag } from './test-flag'
import { unlessAway } from './unless-away'

/** Time to look at it; then it closes by itself. */
const testLivesMs = 10 * 60_000

/** What asks others is no task of who asks; no model has to be asked for it. */
const forOthers: Judgement = {
  proposal: {
    actionNeeded: false,
    title: 'Nothing',
    description: '',
    priority: 'low',
    dueAt: null,
    tags: [],
    confidence: 0,
    reasoning: 'You wrote it yourself, and ask somebody else.',
    evidence: [],
  },
  evidence: [],
  usage: { inputTokens: 0, outputTokens: 0, costMicros: 0 },
}

export type LoadedItem = Item & { connection: Connection }

/** What comes of an item whose judging has ended; settling it may still be under way. */
export type Handed<Outcome> = { outcome: Outcome | Promise<Outcome> }

/**
 * Makes what judges an item of one batch, in its turn of `judging`, and settles it, and shares between them what they have in
 * common. Faults of the model, and those of our own that one item brings out, are recorded on the item and do not throw; a database
 * that is away is no item's fault and does.
 */
export function judgeAndSettle(ctx: Context, book: UsageBook, judging: PQueue) {
  const assignees = assigneesOf(ctx)
  const settled = settler(ctx, judging)

  /** Answers when the item has been judged and is handed over to be settled. */
  async function suggest(teamCtx: Context, item: LoadedItem) {
    const snapshot = itemSnapshotSchema.parse(item.snapshot)
    const assignee = await assignees.load(askedBy(item.connection, snapshot))
    const judgement = assignee.asksOthers ? forOthers : await judge(teamCtx, item, snapshot, assignee)
    const flags = [...flagsOf(snapshot, judgement), ...(item.isTest ? [testFlag] : [])]
    const closesAt = closesAtOf(item, snapshot, ctx.clock.now())
    const asked = askedFor(item, snapshot, judgement, assignee)
    return { settling: settled.load({ item, judgement, flags, assignee, model: teamCtx.model.name, closesAt, asked }) }
  }

  async function judge(teamCtx: Context, item: LoadedItem, snapshot: ItemSnapshot, { forModel }: Assignee) {
    await checkBudget(teamCtx, item.teamId)
    return unlessAway(teamCtx, () =>
      judgeItem(teamCtx, { item: snapshot, ...forModel }, (usage) => book.enter(teamCtx, item.teamId, usage)),
    )
  }

  async function fault(teamCtx: Context, item: LoadedItem, error: unknown): Promise<'failed' | 'later'> {
    // Ours first: a model that could not be reached has a socket's error as its cause, too.
    if (isSwitchboardError(error)) return recordFailure(teamCtx, item, error)
    if (isDatabaseAway(error)) throw error
    ctx.logger.error({ err: error, itemId: item.id }, 'an item met a fault of our own')
    return recordFailure(teamCtx, item, {
      code: 'internal',
      message: 'Something went wrong on our side while judging this item.',
      retryable: true,
    })
  }

  return async (item: LoadedItem): Promise<Handed<SettledOutcome | 'failed' | 'later'>> => {
    let teamCtx = ctx
    try {
      teamCtx = await withTeamModel(ctx, item.teamId)
      const { settling } = await suggest(teamCtx, item)
      return { outcome: settling.catch((error: unknown) => fault(teamCtx, item, error)) }
    } catch (error) {
      return { outcome: fault(teamCtx, item, error) }
    }
  }
}

/** When there is nothing left to decide; null: only its source ends it. */
function closesAtOf({ isTest }: Item, snapshot: ItemSnapshot, now: Date): Date | null {
  if (isTest) return new Date(now.getTime() + testLivesMs)
  return snapshot.kind === 'event' ? new Date(snapshot.endsAt) : null
}

function askedFor(item: Item, snapshot: ItemSnapshot, judgement: Judgement, assignee: Assignee): Asked | null {
  if (!deservesSuggestion(judgement)) return null
  const ask = askOf(snapshot, judgement.evidence, {
    account: item.connectionId,
    dueAt: storedDueDate(judgement.proposal.dueAt, assignee.forModel.timeZone).dueAt,
    readerName: assignee.forModel.person.name,
  })
  // Nothing asks the same as an item of our own, not even another of them.
  return { ask, keys: item.isTest ? [] : keysOf(ask, { teamId: item.teamId, assigneeId: assignee.id }) }
}

/** What the words of an item that becomes a suggestion warn of. */
const flagsOf = (snapshot: ItemSnapshot, judgement: Judgement) =>
  deservesSuggestion(judgement) && detectInjection(snapshot).length > 0 ? ['injection'] : []
