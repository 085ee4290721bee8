import { z } from 'zod'
import { Prisma, type Connection, type Item, type Suggestion } from '@switchboard/db'
import { commonSettingsOf, providerIdOf } from '../connections/provider-of'
import { whenDoneSchema } from '../connections/settings'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { presentItem } from '../items/present-item'
import { decodeKeyset, encodeKeyset, instantKey, pageOf } from '../keyset'
import { whenDoneOf } from '../tasks/present-task'
import { visibleTo } from '../visible-to'
import { decisionOf, namesOf } from './describe-decisions'
import { locatedEvidenceSchema } from './proposal'
import { allOf, filterOf, instant, lineOf, rankOf, type SuggestionFilter, withItem } from './suggestion-filter'
import { sourceRelationSchema, type SuggestionRow, suggestionRowSchema } from './suggestion-row'
import { testFlag } from './test-flag'

type PagedSort = 'newest' | 'due' | 'confidence'
/** `match`: what answers the search best, in one page. */
type Sort = PagedSort | 'match'

const rowsSchema = z.array(suggestionRowSchema)

/** One page of a feed: one's own, or for admins that of the member named. Throws forbidden. */
export async function listSuggestions(
  ctx: Context,
  actor: Actor,
  input: SuggestionFilter & { sort: Sort; cursor?: string | null; limit: number },
): Promise<{ items: SuggestionRow[]; nextCursor: string | null }> {
  const where = allOf([await filterOf(ctx, actor, input), ...afterCursor(input.sort, input.cursor)])
  const statement = Prisma.sql`
    select suggestion.id, suggestion.status::text, suggestion.title, connection.provider::text,
      suggestion."alsoFrom"::text[], suggestion.priority::text, suggestion."dueAt", suggestion."dueAllDay", suggestion.confidence,
      suggestion.confidence >= ${lineOf('autoApproveThreshold')} as "overThreshold",
      item."senderName", suggestion.flags, suggestion."receivedAt", suggestion."proposedAt",
      suggestion.evidence -> 0 ->> 'quote' as "firstQuote", suggestion.reasoning
    from ${withItem}
    where ${where}
    order by ${orderOf(input)}
    limit ${rowsToRead(input.limit)}`
  const found = rowsSchema.parse(await ctx.db.readRows(statement, { prepare: isPlain(input) }))
  const { sort } = input
  if (sort === 'match') return { items: found.slice(0, input.limit), nextCursor: null }
  return pageOf(found, input.limit, (row) => encodeKeyset(sortKey(sort, row), row.id))
}

const orderOf = ({ sort, search }: SuggestionFilter & { sort: Sort }) =>
  sort === 'match' ? Prisma.sql`${rankOf(search)}, ${orders.newest}` : orders[sort]

/** Views and orders are few statements, which stay prepared; with filters there are too many. */
const isPlain = (input: SuggestionFilter) =>
  Object.entries(input).every(([key, wish]) => wish == null || plainKeys.has(key))

const plainKeys = new Set(['view', 'memberId', 'sort', 'cursor', 'limit'])

const pageStep = 50

/**
 * One more than is shown, to see whether there are more. The number stands in the text, because for one that it does not know
 * PostgreSQL plans as if a tenth of all rows were wanted; and since each number is a statement of its own, there are few.
 */
const rowsToRead = (limit: number) => Prisma.raw(String(Math.ceil(limit / pageStep) * pageStep + 1))

const orders: Record<PagedSort, Prisma.Sql> = {
  newest: Prisma.sql`suggestion."receivedAt" desc, suggestion.id desc`,
  due: Prisma.sql`suggestion."dueAt" asc nulls last, suggestion.id desc`,
  confidence: Prisma.sql`suggestion.confidence desc, suggestion.id desc`,
}

function sortKey(sort: PagedSort, row: SuggestionRow): string | number | null {
  if (sort === 'confidence') return row.confidence
  return (sort === 'due' ? row.dueAt : row.receivedAt)?.toISOString() ?? null
}

/** None for the first page. */
function afterCursor(sort: Sort, cursor: string | null | undefined): Prisma.Sql[] {
  if (sort === 'match') return []
  if (sort === 'confidence') {
    const after = decodeKeyset(cursor, z.number())
    if (!after) return []
    const [confidence, id] = after
    return [Prisma.sql`(suggestion.confidence, suggestion.id) < (${confidence}::float8, ${id}::uuid)`]
  }
  if (sort === 'newest') {
    const after = decodeKeyset(cursor, instantKey)
    if (!after) return []
    const [receivedAt, id] = after
    return [Prisma.sql`(suggestion."receivedAt", suggestion.id) < (${instant(receivedAt)}, ${id}::uuid)`]
  }
  const after = decodeKeyset(cursor, instantKey.nullable())
  return after ? [afterDue(...after)] : []
}

/** The undated come last. */
function afterDue(dueAt: string | null, id: string): Prisma.Sql {
  if (dueAt === null) return Prisma.sql`suggestion."dueAt" is null and suggestion.id < ${id}::uuid`
  const due = instant(dueAt)
  return Prisma.sql`(suggestion."dueAt" > ${due} or suggestion."dueAt" is null
    or suggestion."dueAt" = ${due} and suggestion.id < ${id}::uuid)`
}

type WithItem = Suggestion & {
  item: Pick<Item, 'senderName'> & { connection: Pick<Connection, 'provider' | 'settings'> }
}

/** What a list says of it. */
function rowOf({ item, ...suggestion }: WithItem): SuggestionRow {
  const [first] = z.array(locatedEvidenceSchema).parse(suggestion.evidence)
  return {
    id: suggestion.id,
    status: suggestion.status,
    title: suggestion.title,
    provider: providerIdOf(item.connection),
    alsoFrom: suggestion.alsoFrom.map((provider) => providerIdOf({ provider })),
    priority: suggestion.priority,
    dueAt: suggestion.dueAt,
    dueAllDay: suggestion.dueAllDay,
    confidence: suggestion.confidence,
    overThreshold: suggestion.confidence >= commonSettingsOf(item.connection.settings).autoApproveThreshold,
    senderName: item.senderName,
    flags: suggestion.flags,
    receivedAt: suggestion.receivedAt,
    proposedAt: suggestion.proposedAt,
    firstQuote: first?.quote ?? null,
    reasoning: suggestion.reasoning,
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
  const [names, calibration, sources] = await Promise.all([
    namesOf(ctx, [suggestion]),
    calibrate(ctx, actor, suggestion),
    otherSources(ctx.db, suggestion),
  ])
  return {
    ...rowOf(suggestion),
    description: suggestion.description,
    tags: suggestion.tags,
    evidence: z.array(locatedEvidenceSchema).parse(suggestion.evidence),
    model: suggestion.model,
    dismissReason: suggestion.dismissReason,
    editedAt: suggestion.editedAt,
    ...whenDoneOf(ctx, item),
    whenDone: whenDoneSchema.nullable().parse(suggestion.whenDone),
    threshold: commonSettingsOf(item.connection.settings).autoApproveThreshold,
    calibration,
    decision: decisionOf(suggestion, names),
    taskId: suggestion.task?.id ?? null,
    item: presentItem(item),
    accountName: item.connection.accountName,
    otherSources: sources.map((source) => presentSource(ctx, source)),
  }
}

const otherSources = (tx: Context['db'], { teamId, id, itemId }: Pick<Suggestion, 'teamId' | 'id' | 'itemId'>) =>
  tx.suggestionSource.findMany({
    where: { teamId, suggestionId: id, itemId: { not: itemId } },
    include: { item: { include: { connection: true } } },
    orderBy: [{ addedAt: 'asc' }, { itemId: 'asc' }],
  })

/** Where the same is asked as well, in the form of the suggestion's own item. */
function presentSource(ctx: Context, { item, ...source }: Awaited<ReturnType<typeof otherSources>>[number]) {
  return {
    provider: providerIdOf(item.connection),
    accountName: item.connection.accountName,
    item: presentItem(item),
    evidence: z.array(locatedEvidenceSchema).parse(source.evidence),
    relation: sourceRelationSchema.nullable().parse(source.relation),
    ended: source.endedAt && { at: source.endedAt, reason: source.endReason ?? '' },
    /** It can become a suggestion of its own. */
    canPart: source.proposed !== null && source.endedAt === null,
    ...whenDoneOf(ctx, item),
  }
}

/** The member's own decisions, tests apart, on other suggestions of like confidence (± 0.05); null below ten, where a share says nothing. */
async function calibrate(ctx: Context, actor: Actor, { id, confidence }: Pick<Suggestion, 'id' | 'confidence'>) {
  const groups = await ctx.db.suggestion.groupBy({
    by: ['status'],
    where: {
      teamId: actor.teamId,
      id: { not: id },
      assigneeId: actor.userId,
      decidedById: actor.userId,
      status: { in: ['approved', 'dismissed'] },
      NOT: { flags: { has: testFlag } },
      confidence: { gte: confidence - 0.05, lte: confidence + 0.05 },
    },
    _count: true,
  })
  const decided = groups.reduce((sum, group) => sum + group._count, 0)
  const approved = groups.find((group) => group.status === 'approved')?._count ?? 0
  return decided < 10 ? null : { approved, decided }
}
