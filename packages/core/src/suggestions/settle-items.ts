import { z } from 'zod'
import { isDatabaseAway, type Item, type Transaction } from '@switchboard/db'
import { commonSettingsOf } from '../connections/provider-of'
import { minimumConfidence } from '../connections/settings'
import type { Context } from '../context'
import { type LiveSignal, signalLiveAll } from '../live'
import { makeTasks } from '../tasks/make-tasks'
import type { Assignee } from './assignees'
import { overReason } from './close-suggestions'
import { storedDueDate } from './due-date'
import type { NewSuggestion } from './insert-suggestions'
import type { Judgement } from './judge-item'
import { earlierSuggestions, reviseSuggestions } from './revise-suggestions'
import { enterFresh } from './same-ask/enter-fresh'
import { holdAsks } from './same-ask/find-same'
import type { Fresh } from './same-ask/place-asks'
import { leaveToOthers, releaseSources } from './same-ask/revise-sources'

/** `flags` and `asked` are found while judging, which holds up nobody, rather than inside of the transaction. */
export type Judged = {
  item: Item
  judgement: Judgement
  flags: string[]
  assignee: Assignee
  model: string
  /** When what it is about is over; null: it has no end. */
  closesAt: Date | null
  /** Null: it deserves no suggestion. */
  asked: Asked | null
}

/** What an item asks for, and the keys by which it is compared. */
export type Asked = Pick<Fresh, 'ask' | 'keys'>

export type SettledOutcome = 'suggested' | 'auto_approved' | 'none'

/**
 * Settles judged items: their records, suggestions, and tasks of those that approve themselves are one transaction, for all of them.
 * Conditional, so that an item which is settled already gets nothing more. Should the transaction fail, each item has its own, so
 * that one which the database does not take holds up no other; its place in the answer is the error. Throws when the database is away:
 * that is no item's fault.
 */
export async function settleItems(ctx: Context, judged: readonly Judged[]): Promise<(SettledOutcome | Error)[]> {
  try {
    return await settleTogether(ctx, judged)
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    if (judged.length === 1) return [error instanceof Error ? error : new Error('settling failed', { cause: error })]
    const outcomes: (SettledOutcome | Error)[] = []
    for (const one of judged) outcomes.push(...(await settleItems(ctx, [one])))
    return outcomes
  }
}

async function settleTogether(ctx: Context, judged: readonly Judged[]): Promise<SettledOutcome[]> {
  const now = ctx.clock.now()
  return ctx.db.$transaction(async (tx) => {
    await holdAsks(tx, judged.filter(({ asked }) => asked !== null).map(ownerOf))
    const settingsOf = await readSettings(tx, judged)
    const settled = await closeItems(
      tx,
      judged.map((one) => closingOf(one, now)),
      now,
    )
    const closed = judged.filter(({ item }) => settled.has(item.id))
    const earlier = await earlierSuggestions(
      tx,
      closed.map(({ item }) => item),
    )
    const nexts = closed.map((one) => ({
      ...one,
      itemId: one.item.id,
      teamId: one.item.teamId,
      next: one.asked && isToSuggest(one, now) ? freshOf(one, one.asked, settingsOf(one.item)) : null,
    }))
    const isChanged = ({ item }: Judged) => item.revision !== null && !earlier.has(item.id)
    const released = await releaseSources(tx, nexts.filter(isChanged), now)
    for (const { itemId, next } of nexts) {
      const before = earlier.get(itemId)
      if (before && next && (await leaveToOthers(tx, before, next, now))) earlier.delete(itemId)
    }
    const fresh = nexts.flatMap(({ itemId, next }) =>
      next && !earlier.has(itemId) ? [{ ...next, before: released.get(itemId) }] : [],
    )
    const { suggestions, joined } = await enterFresh(tx, fresh, now)
    const approved = suggestions.filter(({ status }) => status === 'auto_approved')
    if (approved.length > 0) await makeTasks(ctx, tx, approved)
    await signalLiveAll(tx, [
      ...suggestions.map(({ teamId, assigneeId, id }) => signalOf(teamId, assigneeId, id)),
      ...joined.map(({ teamId, assigneeId, suggestionId }) => signalOf(teamId, assigneeId, suggestionId)),
    ])
    const revised = await reviseSuggestions(
      tx,
      nexts.flatMap(({ itemId, teamId, closesAt, next }) => {
        const before = earlier.get(itemId)
        return before ? { teamId, itemId, closesAt, next, earlier: before } : []
      }),
      now,
    )
    const statuses = new Map(suggestions.map(({ itemId, status }) => [itemId, status]))
    return judged.map(({ item }) => {
      const outcome = revised.get(item.id)
      if (outcome) return outcome
      const status = statuses.get(item.id)
      return status === undefined ? 'none' : status === 'auto_approved' ? 'auto_approved' : 'suggested'
    })
  })
}

const signalOf = (teamId: string, userId: string, id: string): LiveSignal => ({
  teamId,
  userId,
  subject: 'suggestion',
  id,
})

const ownerOf = ({ item, assignee }: Judged) => ({ teamId: item.teamId, assigneeId: assignee.id })

type Settings = ReturnType<typeof commonSettingsOf>

/** As they are at the moment of settling: judging may have taken a while. */
async function readSettings(tx: Transaction, judged: readonly Judged[]) {
  const keys = new Map(judged.map(({ item: { teamId, connectionId: id } }) => [id, { teamId, id }]))
  const connections = await tx.connection.findMany({
    where: { OR: [...keys.values()] },
    select: { id: true, settings: true },
  })
  const settings = new Map(connections.map((one) => [one.id, one.settings]))
  return ({ connectionId }: Item) => commonSettingsOf(settings.get(connectionId) ?? {})
}

/** The probability alone decides (requirement C5): what falls short of `lessLikelyThreshold` is folded away, not left out. */
export const deservesSuggestion = ({ proposal, evidence }: Judgement) =>
  proposal.confidence >= minimumConfidence && evidence.length > 0

/** What was to be done before an event that is over comes too late; what is to be done after it does not. */
function isOver({ judgement, assignee, closesAt }: Judged, now: Date): boolean {
  if (closesAt === null || closesAt > now) return false
  const { dueAt } = storedDueDate(judgement.proposal.dueAt, assignee.forModel.timeZone)
  return dueAt === null || dueAt <= closesAt
}

const isToSuggest = (one: Judged, now: Date) => deservesSuggestion(one.judgement) && !isOver(one, now)

type Closing = {
  teamId: string
  id: string
  revision: string | null
  model: string
  confidence: number
  outcome: 'suggested' | 'no_action' | 'too_unsure'
  reason: string
}

function closingOf(judged: Judged, now: Date): Closing {
  const {
    item: { teamId, id, revision },
    judgement,
    model,
  } = judged
  const { confidence, actionNeeded, reasoning } = judgement.proposal
  const closing = { teamId, id, revision, model, confidence }
  if (isToSuggest(judged, now)) return { ...closing, outcome: 'suggested', reason: reasoning }
  if (deservesSuggestion(judgement)) return { ...closing, outcome: 'no_action', reason: overReason }
  return confidence < minimumConfidence && !actionNeeded
    ? { ...closing, outcome: 'no_action', reason: reasoning }
    : { ...closing, outcome: 'too_unsure', reason: `Too unsure to suggest anything: ${reasoning}` }
}

const idsSchema = z.array(z.object({ id: z.string() }))

/** Answers the ids of those that were neither settled before nor changed while they were judged. */
async function closeItems(tx: Transaction, closings: Closing[], now: Date): Promise<Set<string>> {
  const rows = idsSchema.parse(
    await tx.$queryRaw`
      update "Item" item
      set state = 'done', outcome = closing.outcome::"ItemOutcome", reason = closing.reason, model = closing.model,
        confidence = closing.confidence, "settledAt" = ${now}, "retryAt" = null
      from jsonb_to_recordset(${JSON.stringify(closings)}::jsonb) as closing(
        "teamId" uuid, id uuid, revision text, model text, confidence double precision, outcome text, reason text)
      where item."teamId" = closing."teamId" and item.id = closing.id and item.state = 'claimed'
        and item.revision is not distinct from closing.revision
      returning item.id`,
  )
  return new Set(rows.map(({ id }) => id))
}

function suggestionOf(
  { item, judgement: { proposal, evidence }, flags, assignee, model, closesAt }: Judged,
  settings: Settings,
): NewSuggestion {
  const approvesItself =
    settings.autoApprove &&
    flags.length === 0 &&
    // An answer that contradicts itself waits for a person.
    proposal.actionNeeded &&
    proposal.confidence >= settings.autoApproveThreshold
  return {
    teamId: item.teamId,
    itemId: item.id,
    connectionId: item.connectionId,
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
    model,
    flags,
    receivedAt: item.receivedAt,
    closesAt,
    decidedVia: approvesItself ? 'auto' : null,
  }
}

const freshOf = (judged: Judged, ask: Asked, settings: Settings): Fresh => ({
  ...suggestionOf(judged, settings),
  ...ask,
})
