import type { Connection, Item, Transaction } from '@switchboard/db'
import { commonSettingsOf } from '../connections/provider-of'
import { minimumConfidence } from '../connections/settings'
import type { Context } from '../context'
import { isSwitchboardError, type ErrorCode } from '../errors'
import { itemSnapshotSchema, type ItemSnapshot } from '../items'
import { renewHold, type HeldItem } from '../items/hold-items'
import { signalLive } from '../live'
import { makeTask } from '../tasks/make-task'
import { fallbackZone } from '../teams/zone-of'
import { checkBudget, recordUsage } from './budget'
import { detectInjection } from './detect-injection'
import { storedDueDate } from './due-date'
import { judgeItem, type Judgement } from './judge-item'
import { withTeamModel } from './team-model'

/** A passing fault is tried again this often; then the item is dead until somebody retries it. */
export const mostAttempts = 5

export type SuggestOutcome = 'suggested' | 'auto_approved' | 'none' | 'failed' | 'later'

/**
 * Judges one claimed item that the caller holds, and settles it: suggestion, task if it approves itself, and the item's record are one transaction.
 * Running it twice makes nothing twice. Faults of the model, and those of our own that one item brings out, are recorded on the
 * item and do not throw: one mail must not hold up its mailbox.
 */
export async function suggestItem(base: Context, key: HeldItem): Promise<SuggestOutcome> {
  if (!(await renewHold(base.db, key, base.clock.now()))) return 'none'
  const ctx = await withTeamModel(base, key.teamId)
  const item = await ctx.db.item.findUnique({
    where: { teamId_id: { teamId: key.teamId, id: key.itemId } },
    include: { connection: true },
  })
  if (!item) return 'none'
  const { connection } = item
  try {
    const assignee = await assigneeOf(ctx, connection)
    const snapshot = itemSnapshotSchema.parse(item.snapshot)
    await checkBudget(ctx, key.teamId)
    const judgement = await judgeItem(ctx, { item: snapshot, ...assignee.forModel }, (usage) =>
      recordUsage(ctx, ctx.db, key.teamId, usage),
    )
    return await settle(ctx, item, connection, snapshot, judgement, assignee)
  } catch (error) {
    if (isSwitchboardError(error)) return recordFailure(ctx, item, error)
    ctx.logger.error({ err: error, itemId: item.id }, 'an item met a fault of our own')
    return recordFailure(ctx, item, {
      code: 'internal',
      message: 'Something went wrong on our side while judging this item.',
      retryable: true,
    })
  }
}

type Assignee = { id: string; forModel: { timeZone: string; person: { name: string | null; addresses: string[] } } }

/** The owner of a personal connection; on a shared one the team's owner, until an admin sets somebody. */
async function assigneeOf(ctx: Context, connection: Connection): Promise<Assignee> {
  const userId =
    connection.ownerId ??
    (await ctx.db.membership.findFirstOrThrow({ where: { teamId: connection.teamId, role: 'owner' } })).userId
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: userId } })
  const addresses = [...new Set([user.email, connection.accountName])]
  return { id: user.id, forModel: { timeZone: user.timeZone ?? fallbackZone, person: { name: user.name, addresses } } }
}

async function settle(
  ctx: Context,
  item: Item,
  connection: Connection,
  snapshot: ItemSnapshot,
  { proposal, evidence }: Judgement,
  assignee: Assignee,
): Promise<SuggestOutcome> {
  const settings = commonSettingsOf(connection.settings)
  const record = { model: ctx.model.name, confidence: proposal.confidence }
  // The probability alone decides (requirement C5): what falls short of `lessLikelyThreshold` is folded away, not left out.
  if (proposal.confidence < minimumConfidence && !proposal.actionNeeded) {
    return closeWithout(ctx, item, { ...record, outcome: 'no_action', reason: proposal.reasoning })
  }
  if (proposal.confidence < minimumConfidence || evidence.length === 0) {
    return closeWithout(ctx, item, {
      ...record,
      outcome: 'too_unsure',
      reason: `Too unsure to suggest anything: ${proposal.reasoning}`,
    })
  }

  const flags = detectInjection(snapshot).length > 0 ? ['injection'] : []
  const approvesItself =
    settings.autoApprove &&
    flags.length === 0 &&
    // An answer that contradicts itself waits for a person.
    proposal.actionNeeded &&
    proposal.confidence >= settings.autoApproveThreshold
  const now = ctx.clock.now()
  const key = { teamId: item.teamId, itemId: item.id }
  return ctx.db.$transaction(async (tx) => {
    if (!(await settleItem(tx, item, now, { ...record, outcome: 'suggested', reason: proposal.reasoning })))
      return 'none'
    const suggestion = await tx.suggestion.create({
      data: {
        ...key,
        connectionId: connection.id,
        assigneeId: assignee.id,
        status: approvesItself ? 'auto_approved' : 'pending_approval',
        title: proposal.title,
        description: proposal.description,
        priority: proposal.priority,
        ...storedDueDate(proposal.dueAt, assignee.forModel.timeZone),
        tags: proposal.tags,
        confidence: proposal.confidence,
        reasoning: proposal.reasoning,
        evidence,
        model: ctx.model.name,
        flags,
        receivedAt: item.receivedAt,
        createdAt: now,
        ...(approvesItself ? { decidedAt: now, decidedVia: 'auto' } : {}),
      },
    })
    if (approvesItself) await makeTask(ctx, tx, suggestion)
    await signalLive(tx, { teamId: item.teamId, userId: assignee.id, subject: 'suggestion', id: suggestion.id })
    return approvesItself ? 'auto_approved' : 'suggested'
  })
}

type Closing = { model: string; confidence: number; outcome: 'suggested' | 'no_action' | 'too_unsure'; reason: string }

/** Conditional, so that a second run of the same job finds the item settled and adds nothing. */
async function settleItem(tx: Transaction, item: Item, now: Date, closing: Closing): Promise<boolean> {
  const { count } = await tx.item.updateMany({
    where: { teamId: item.teamId, id: item.id, state: 'claimed' },
    data: { ...closing, state: 'done', settledAt: now, retryAt: null },
  })
  return count === 1
}

async function closeWithout(ctx: Context, item: Item, closing: Closing): Promise<SuggestOutcome> {
  await settleItem(ctx.db, item, ctx.clock.now(), closing)
  return 'none'
}

/** Faults of the generator as a whole: the budget, its key, its model. No item is lost to them. */
const operatorMends = new Set<Fault['code']>(['budget_exhausted', 'unauthorized', 'not_configured'])

type Fault = { code: ErrorCode | 'internal'; message: string; retryable: boolean; retryAfterMs?: number }

async function recordFailure(ctx: Context, item: Item, error: Fault): Promise<SuggestOutcome> {
  const now = ctx.clock.now()
  const attempts = item.attempts + 1
  // Waiting for an operator is not a failed attempt of this item: it may take weeks.
  const waits = operatorMends.has(error.code)
  const again = waits || (error.retryable && attempts < mostAttempts)
  const delayMs = waits ? 3_600_000 : (error.retryAfterMs ?? 30_000 * 2 ** item.attempts)
  await ctx.db.item.updateMany({
    where: { teamId: item.teamId, id: item.id, state: 'claimed' },
    data: again
      ? {
          attempts: waits ? item.attempts : attempts,
          retryAt: new Date(now.getTime() + delayMs),
          reason: waits ? `${error.message} The item waits and is judged when that has changed.` : error.message,
        }
      : {
          attempts,
          state: error.retryable ? 'dead' : 'failed',
          settledAt: now,
          retryAt: null,
          reason: error.message,
          model: ctx.model.name,
        },
  })
  ctx.logger.warn({ itemId: item.id, reason: error.code, attempts, again }, 'an item could not be judged')
  return again ? 'later' : 'failed'
}
