import { Prisma, type Suggestion, type SuggestionStatus, type Transaction } from '@switchboard/db'
import { z } from 'zod'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { signalLiveAll } from '../live'
import { makeTasks } from '../tasks/make-tasks'
import { undoWindow, undoWindowMsOf } from '../undo-window'
import { editedColumns, type EditedColumns, type Edits, evidenceAfter } from './edits'
import { visibleTo } from './find-suggestion'
import { allOf, filterOf, instant, isFlagged, type SuggestionFilter, withItem } from './suggestion-filter'

export type DecisionResult = {
  id: string
  outcome: 'done' | 'already_decided' | 'gone'
  status: SuggestionStatus | null
  /** Who decided, when and where; of the first decision, if it was somebody else's. */
  decision: { by: string | null; at: Date; via: string | null } | null
  taskId: string | null
  undoUntil: Date | null
  /** What is left of it by the server's clock; the browser's may be wrong. */
  undoMs: number | null
}

/** As many decisions as one request may make. */
const mostAtOnce = 500

/**
 * Approves each; a suggestion that was decided before tells by whom. Edits are saved with the approval of a single one. Whoever
 * repeats a decision under its `decisionId`, since the answer was lost, is told `done` again.
 */
export async function approveSuggestions(
  ctx: Context,
  actor: Actor,
  input: { ids: string[]; edits?: Edits; via: string; decisionId?: string },
): Promise<{ results: DecisionResult[] }> {
  if (input.edits && input.ids.length > 1) {
    throw new SwitchboardError('invalid_input', 'Only one suggestion can be edited and approved at a time.', {
      field: 'edits',
    })
  }
  const edits = input.edits && (await columnsFor(ctx, actor, input.ids, input.edits))
  return decideEach(ctx, actor, input.ids, { ...origin(input), status: 'approved', edits })
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
  input: { ids: string[]; reason?: string; via: string; decisionId?: string },
): Promise<{ results: DecisionResult[] }> {
  return decideEach(ctx, actor, input.ids, { ...origin(input), status: 'dismissed', reason: input.reason })
}

/**
 * Approves one's own pending suggestions that match the filter and reach the confidence, the newest first, as many as one
 * request may; `left` says how many still match. Flagged ones wait for a person, and so does what was made after
 * `createdUntil`. A repeat under the same `decisionId` answers for those that the first request decided, and decides no others.
 */
export async function approveAbove(
  ctx: Context,
  actor: Actor,
  input: SuggestionFilter & { minConfidence: number; createdUntil?: Date; via: string; decisionId?: string },
): Promise<{ results: DecisionResult[]; left: number }> {
  const where = allOf([
    await filterOf(ctx, actor, { ...input, view: 'pending' }),
    Prisma.sql`not ${isFlagged}`,
    ...(input.createdUntil ? [Prisma.sql`suggestion."createdAt" <= ${instant(input.createdUntil)}`] : []),
  ])
  const before = await decidedUnder(ctx, actor, input.decisionId)
  const matching = before.length > 0 ? before : await newestOf(ctx, where)
  const { via, decisionId } = input
  const { results } = await approveSuggestions(ctx, actor, { ids: matching.map(({ id }) => id), via, decisionId })
  const counted: unknown = await ctx.db.$queryRaw`
    select count(*)::int as count from ${withItem} where ${where}`
  const [left] = countedSchema.parse(counted)
  return { results, left: left.count }
}

const countedSchema = z.tuple([z.object({ count: z.number() })])
const idsSchema = z.array(z.object({ id: z.string() }))

async function newestOf(ctx: Context, where: Prisma.Sql): Promise<{ id: string }[]> {
  const rows: unknown = await ctx.db.$queryRaw`
    select suggestion.id from ${withItem} where ${where}
    order by suggestion."receivedAt" desc, suggestion.id desc limit ${mostAtOnce}`
  return idsSchema.parse(rows)
}

/** As long as a page may repeat itself; bounds the rows that are looked through. */
const longestRepeatMs = 3_600_000

async function decidedUnder(ctx: Context, actor: Actor, decisionId: string | undefined): Promise<{ id: string }[]> {
  if (!decisionId) return []
  const since = new Date(ctx.clock.now().getTime() - longestRepeatMs)
  return ctx.db.suggestion.findMany({
    where: { teamId: actor.teamId, assigneeId: actor.userId, decidedAt: { gt: since }, decisionId },
    select: { id: true },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
  })
}

type Origin = { via: string; decisionId?: string }
type Decision = Origin & { status: 'approved' | 'dismissed'; edits?: EditedColumns; reason?: string }

const origin = ({ via, decisionId }: Origin): Origin => ({ via, decisionId })

async function decideEach(ctx: Context, actor: Actor, ids: string[], decision: Decision) {
  const distinct = [...new Set(ids)]
  const won = await ctx.db.$transaction((tx) => decide(ctx, tx, actor, distinct, decision))
  return {
    results: await describeDecisions(
      ctx,
      actor,
      distinct,
      ({ id, decisionId, decidedById }) =>
        won.has(id) ||
        (decision.decisionId !== undefined && decisionId === decision.decisionId && decidedById === actor.userId),
    ),
  }
}

/** One conditional update decides them all: whoever comes second changes nothing. Returns the ids that it decided. */
async function decide(ctx: Context, tx: Transaction, actor: Actor, ids: string[], decision: Decision) {
  const now = ctx.clock.now()
  await holdSuggestions(tx, actor, ids)
  const pending = { ...visibleTo(actor), id: { in: ids }, status: 'pending_approval' } as const
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
  await signalLiveAll(
    tx,
    suggestions.map(({ teamId, assigneeId, id }) => ({ teamId, userId: assigneeId, subject: 'suggestion', id })),
  )
  return new Set(suggestions.map(({ id }) => id))
}

/** Read under the lock: what was proposed in a field that somebody else has edited meanwhile is kept beside what is edited now. */
async function withEvidence(tx: Transaction, pending: Prisma.SuggestionWhereInput, columns: EditedColumns) {
  const before = await tx.suggestion.findFirst({ where: pending })
  return before && { ...columns, evidence: evidenceAfter(before, columns) }
}

/** Locks in one order: two batches that share some never wait for each other in a circle. */
export async function holdSuggestions(tx: Transaction, actor: Actor, ids: string[]): Promise<void> {
  await tx.$queryRaw`
    select 1 from "Suggestion" where "teamId" = ${actor.teamId}::uuid and id = any(${ids}::uuid[]) order by id for update`
}

/** What each caller is told, read after the decisions; `isDone` knows which of them are the caller's. */
export async function describeDecisions(
  ctx: Context,
  actor: Actor,
  ids: string[],
  isDone: (suggestion: Suggestion) => boolean,
): Promise<DecisionResult[]> {
  const suggestions = await ctx.db.suggestion.findMany({
    where: { ...visibleTo(actor), id: { in: ids } },
    include: { task: { select: { id: true } } },
  })
  const names = await namesOf(ctx, suggestions)
  const windowMs = await undoWindowMsOf(ctx, actor.teamId)
  const byId = new Map(suggestions.map((suggestion) => [suggestion.id, suggestion]))
  return ids.map((id) => {
    const suggestion = byId.get(id)
    if (!suggestion)
      return { id, outcome: 'gone', status: null, decision: null, taskId: null, undoUntil: null, undoMs: null }
    const done = isDone(suggestion)
    return {
      id,
      outcome: done ? 'done' : 'already_decided',
      status: suggestion.status,
      decision: decisionOf(suggestion, names),
      taskId: suggestion.task?.id ?? null,
      ...undoWindow(ctx, windowMs, done ? suggestion.decidedAt : null),
    }
  })
}

/** Names of those who decided, for 'Ben Okafor dismissed it'. */
export async function namesOf(
  ctx: Context,
  suggestions: Pick<Suggestion, 'decidedById'>[],
): Promise<Map<string, string>> {
  const ids = suggestions.flatMap(({ decidedById }) => decidedById ?? [])
  if (ids.length === 0) return new Map()
  const users = await ctx.db.user.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, email: true },
  })
  return new Map(users.map((user) => [user.id, user.name ?? user.email]))
}

export function decisionOf(
  suggestion: Pick<Suggestion, 'decidedAt' | 'decidedById' | 'decidedVia'>,
  names: Map<string, string>,
) {
  if (!suggestion.decidedAt) return null
  const by = suggestion.decidedById ? (names.get(suggestion.decidedById) ?? null) : null
  return { by, at: suggestion.decidedAt, via: suggestion.decidedVia }
}
