import type { Prisma, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { makeTasks } from '../tasks/make-tasks'
import { visibleTo } from '../visible-to'
import { describeDecisions, type DecisionResult } from './describe-decisions'
import { editedColumns, type EditedColumns, type Edits, evidenceAfter } from './edits'
import { holdSuggestions } from './hold-suggestions'
import { tellSuggestions } from './tell-suggestions'

/**
 * Approves each; a suggestion that was decided before tells by whom. Edits are saved with the approval of a single one. Whoever
 * repeats a decision under its `decisionId`, since the answer was lost, is told `done` again. `proposedUntil`: the newest of what was
 * seen; one that was proposed in other words later stays, and is told as `changed`.
 */
export async function approveSuggestions(
  ctx: Context,
  actor: Actor,
  input: { ids: string[]; edits?: Edits; proposedUntil?: Date; via: string; decisionId?: string },
): Promise<{ results: DecisionResult[] }> {
  if (input.edits && input.ids.length > 1) {
    throw new SwitchboardError('invalid_input', 'Only one suggestion can be edited and approved at a time.', {
      field: 'edits',
    })
  }
  const edits = input.edits && (await columnsFor(ctx, actor, input.ids, input.edits))
  return decideEach(ctx, actor, input.ids, {
    ...origin(input),
    status: 'approved',
    edits,
    proposedUntil: input.proposedUntil,
  })
}

/** Undefined when there is nothing to edit, which the answer tells. */
async function columnsFor(ctx: Context, actor: Actor, ids: string[], edits: Edits): Promise<EditedColumns | undefined> {
  const edited = await ctx.db.suggestion.findFirst({ where: { ...visibleTo(actor), id: { in: ids } } })
  return edited ? editedColumns(ctx, actor, edited, edits) : undefined
}

/** Dismisses each, with the same answers as approving. */
export async function dismissSuggestions(
  ctx: Context,
  actor: Actor,
  input: { ids: string[]; reason?: string; proposedUntil?: Date; via: string; decisionId?: string },
): Promise<{ results: DecisionResult[] }> {
  const { ids, reason, proposedUntil } = input
  return decideEach(ctx, actor, ids, { ...origin(input), status: 'dismissed', reason, proposedUntil })
}

type Origin = { via: string; decisionId?: string }
type Decision = Origin & {
  status: 'approved' | 'dismissed'
  edits?: EditedColumns
  proposedUntil?: Date
  reason?: string
}

const origin = ({ via, decisionId }: Origin): Origin => ({ via, decisionId })

async function decideEach(ctx: Context, actor: Actor, ids: string[], decision: Decision) {
  const distinct = [...new Set(ids)]
  const won = await ctx.db.$transaction((tx) => decide(ctx, tx, actor, distinct, decision))
  return {
    results: await describeDecisions(ctx, actor, distinct, ({ id, status, proposedAt, decisionId, decidedById }) => {
      const isRepeat = decision.decisionId !== undefined && decisionId === decision.decisionId
      if (won.has(id) || (isRepeat && decidedById === actor.userId)) return 'done'
      return status === 'pending_approval' && isAfter(proposedAt, decision) ? 'changed' : 'already_decided'
    }),
  }
}

const isAfter = (proposedAt: Date, { proposedUntil }: Decision) =>
  proposedUntil !== undefined && proposedAt > proposedUntil

/** One conditional update decides them all: whoever comes second changes nothing. Returns the ids that it decided. */
async function decide(ctx: Context, tx: Transaction, actor: Actor, ids: string[], decision: Decision) {
  const now = ctx.clock.now()
  await holdSuggestions(tx, actor, ids)
  const pending = {
    ...visibleTo(actor),
    id: { in: ids },
    status: 'pending_approval' as const,
    ...(decision.proposedUntil && { proposedAt: { lte: decision.proposedUntil } }),
  }
  const edited = decision.edits && (await withEvidence(tx, pending, decision.edits))
  const suggestions = await tx.suggestion.updateManyAndReturn({
    where: pending,
    data: {
      status: decision.status,
      decidedAt: now,
      decidedById: actor.userId,
      decidedVia: decision.via,
      dismissReason: decision.reason ?? null,
      decisionId: decision.decisionId ?? null,
      ...(edited ? { ...edited, editedAt: now } : {}),
    },
  })
  if (decision.status === 'approved') await makeTasks(ctx, tx, suggestions)
  await tellSuggestions(tx, suggestions, now)
  return new Set(suggestions.map(({ id }) => id))
}

/** Read under the lock: what was proposed in a field that somebody else has edited meanwhile is kept beside what is edited now. */
async function withEvidence(tx: Transaction, pending: Prisma.SuggestionWhereInput, columns: EditedColumns) {
  const before = await tx.suggestion.findFirst({ where: pending })
  return before && { ...columns, evidence: evidenceAfter(before, columns) }
}
