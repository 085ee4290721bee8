import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import type { Actor, Context } from '../context'
import { approveSuggestions } from './decide-suggestions'
import type { DecisionResult } from './describe-decisions'
import { allOf, filterOf, instant, hasFlag, type SuggestionFilter, withItem } from './suggestion-filter'

/** As many decisions as one request may make. */
const mostAtOnce = 500

/**
 * Approves one's own pending suggestions that match the filter and reach the confidence, the newest first, as many as one
 * request may; `left` says how many still match. Flagged ones wait for a person, and so do what was made, or
 * proposed in other words, after `createdUntil`, and `exceptIds`; `leftOut` says which of these match as well. A repeat under the same `decisionId` answers for those that the first request decided, and decides no others.
 */
export async function approveAbove(
  ctx: Context,
  actor: Actor,
  input: SuggestionFilter & {
    minConfidence: number
    createdUntil?: Date
    exceptIds?: readonly string[]
    via: string
    decisionId?: string
  },
): Promise<{ results: DecisionResult[]; left: number; leftOut: string[] }> {
  const matching = allOf([
    await filterOf(ctx, actor, { ...input, view: 'pending' }),
    Prisma.sql`not ${hasFlag}`,
    ...(input.createdUntil ? [Prisma.sql`suggestion."proposedAt" <= ${instant(input.createdUntil)}`] : []),
  ])
  const { via, decisionId, exceptIds = [] } = input
  const isExcepted = Prisma.sql`suggestion.id = any(${exceptIds}::uuid[])`
  const where = exceptIds.length > 0 ? Prisma.sql`${matching} and not ${isExcepted}` : matching
  const before = await decidedUnder(ctx, actor, decisionId)
  const chosen = before.length > 0 ? before : await newestOf(ctx, where)
  const { results } = await approveSuggestions(ctx, actor, { ids: chosen.map(({ id }) => id), via, decisionId })
  const counted: unknown = await ctx.db.$queryRaw`
    select count(*)::int as count from ${withItem} where ${where}`
  const [left] = countedSchema.parse(counted)
  const leftOut = exceptIds.length > 0 ? await newestOf(ctx, Prisma.sql`${matching} and ${isExcepted}`) : []
  return { results, left: left.count, leftOut: leftOut.map(({ id }) => id) }
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
