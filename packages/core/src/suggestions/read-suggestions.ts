import { z } from 'zod'
import type { Connection, Item, Prisma, Suggestion } from '@switchboard/db'
import { commonSettingsOf, policiesOf, providerIdOf } from '../connections/provider-of'
import { whenDoneSchema } from '../connections/settings'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { presentItem } from '../items/present-item'
import { decodeKeyset, encodeKeyset, instantKey, pageOf } from '../keyset'
import { afterDue } from '../time-range'
import { decisionOf, namesOf } from './decide-suggestions'
import { visibleTo } from './find-suggestion'
import { locatedEvidenceSchema } from './proposal'
import { filterOf, type SuggestionFilter } from './suggestion-filter'

type Sort = 'newest' | 'due' | 'confidence'
type Row = Suggestion & { item: Pick<Item, 'senderName'> & { connection: Pick<Connection, 'provider' | 'settings'> } }

const rowParts = {
  item: { select: { senderName: true, connection: { select: { provider: true, settings: true } } } },
} as const

/** One page of a feed: one's own, or for admins that of the member named. Throws forbidden. */
export async function listSuggestions(
  ctx: Context,
  actor: Actor,
  input: SuggestionFilter & { sort: Sort; cursor?: string | null; limit: number },
) {
  const rows = await ctx.db.suggestion.findMany({
    where: { AND: [await filterOf(ctx, actor, input), afterCursor(input.sort, input.cursor)] },
    include: rowParts,
    orderBy: orders[input.sort],
    take: input.limit + 1,
  })
  const page = pageOf(rows, input.limit, (row) => encodeKeyset(sortKey(input.sort, row), row.id))
  return { items: page.items.map(presentRow), nextCursor: page.nextCursor }
}

const orders = {
  newest: [{ receivedAt: 'desc' }, { id: 'desc' }],
  due: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { id: 'desc' }],
  confidence: [{ confidence: 'desc' }, { id: 'desc' }],
} satisfies Record<Sort, Prisma.SuggestionOrderByWithRelationInput[]>

function sortKey(sort: Sort, row: Suggestion): string | number | null {
  if (sort === 'confidence') return row.confidence
  return (sort === 'due' ? row.dueAt : row.receivedAt)?.toISOString() ?? null
}

function afterCursor(sort: Sort, cursor: string | null | undefined): Prisma.SuggestionWhereInput {
  if (sort === 'confidence') {
    const after = decodeKeyset(cursor, z.number())
    if (!after) return {}
    const [confidence, id] = after
    return { OR: [{ confidence: { lt: confidence } }, { confidence, id: { lt: id } }] }
  }
  if (sort === 'newest') {
    const after = decodeKeyset(cursor, instantKey)
    if (!after) return {}
    const [receivedAt, id] = after
    return { OR: [{ receivedAt: { lt: receivedAt } }, { receivedAt, id: { lt: id } }] }
  }
  const after = decodeKeyset(cursor, instantKey.nullable())
  return after ? afterDue(...after) : {}
}

function presentRow({ item, ...row }: Row) {
  const [first] = z.array(locatedEvidenceSchema).parse(row.evidence)
  return {
    id: row.id,
    status: row.status,
    title: row.title,
    provider: providerIdOf(item.connection),
    connectionId: row.connectionId,
    priority: row.priority,
    dueAt: row.dueAt,
    dueAllDay: row.dueAllDay,
    confidence: row.confidence,
    overThreshold: row.confidence >= commonSettingsOf(item.connection.settings).autoApproveThreshold,
    senderName: item.senderName,
    flags: row.flags,
    receivedAt: row.receivedAt,
    createdAt: row.createdAt,
    decidedAt: row.decidedAt,
    firstQuote: first?.quote ?? null,
    reasoning: row.reasoning,
  }
}

/** Everything a decision needs, from the snapshot. Throws not_found. */
export async function getSuggestion(ctx: Context, actor: Actor, id: string) {
  const suggestion = await ctx.db.suggestion.findFirst({
    where: { ...visibleTo(actor), id },
    include: { item: { include: { connection: true } }, task: { select: { id: true } } },
  })
  if (!suggestion) throw notFound('suggestion')
  const { item } = suggestion
  const [names, calibration] = await Promise.all([
    namesOf(ctx, [suggestion]),
    calibrate(ctx, actor, suggestion.confidence),
  ])
  return {
    ...presentRow(suggestion),
    description: suggestion.description,
    tags: suggestion.tags,
    evidence: z.array(locatedEvidenceSchema).parse(suggestion.evidence),
    model: suggestion.model,
    dismissReason: suggestion.dismissReason,
    editedAt: suggestion.editedAt,
    policies: policiesOf(item.connection.settings),
    whenDone: whenDoneSchema.nullable().parse(suggestion.whenDone),
    threshold: commonSettingsOf(item.connection.settings).autoApproveThreshold,
    calibration,
    decision: decisionOf(suggestion, names),
    taskId: suggestion.task?.id ?? null,
    item: presentItem(item),
    accountName: item.connection.accountName,
  }
}

/** The member's own decisions on suggestions of like confidence (± 0.05); null below ten, where a share says nothing. */
async function calibrate(ctx: Context, actor: Actor, confidence: number) {
  const groups = await ctx.db.suggestion.groupBy({
    by: ['status'],
    where: {
      teamId: actor.teamId,
      assigneeId: actor.userId,
      decidedById: actor.userId,
      status: { in: ['approved', 'dismissed'] },
      confidence: { gte: confidence - 0.05, lte: confidence + 0.05 },
    },
    _count: true,
  })
  const decided = groups.reduce((sum, group) => sum + group._count, 0)
  const approved = groups.find((group) => group.status === 'approved')?._count ?? 0
  return decided < 10 ? null : { approved, decided }
}
