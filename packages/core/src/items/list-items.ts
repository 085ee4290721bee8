import type { Prisma } from '@switchboard/db'
import { findManagedConnection } from '../connections/find-connection'
import type { Actor, Context } from '../context'
import { decodeKeyset, encodeKeyset, instantKey, pageOf } from '../keyset'
import { forEveryWord } from '../search-words'

/** What lists show of an item; not its snapshot, since a mail may be large. */
export const rowParts = {
  id: true,
  title: true,
  senderName: true,
  receivedAt: true,
  state: true,
  outcome: true,
  reason: true,
  confidence: true,
  suggestions: { select: { id: true } },
  sourceOf: { select: { suggestion: { select: { id: true, title: true, itemId: true } } } },
} satisfies Prisma.ItemSelect

type ItemFilter = {
  outcome?: 'suggested' | 'no_action' | 'too_unsure' | 'skipped' | 'failed' | null
  search?: string | null
}

/**
 * What a connection brought, newest first, each with why it did or did not become a suggestion; of one that the team shares for
 * admins alone. Throws not_found.
 */
export async function listItems(
  ctx: Context,
  actor: Actor,
  input: ItemFilter & { connectionId: string; cursor?: string | null; limit: number },
) {
  await findManagedConnection(ctx, actor, input.connectionId)
  const conditions: Prisma.ItemWhereInput[] = [{ teamId: actor.teamId, connectionId: input.connectionId }]
  if (input.outcome)
    conditions.push(input.outcome === 'failed' ? { state: { in: ['failed', 'dead'] } } : { outcome: input.outcome })
  const found = forEveryWord(input.search, (contains) => ({ OR: [{ title: contains }, { senderName: contains }] }))
  conditions.push(...found)
  const after = decodeKeyset(input.cursor, instantKey)
  if (after) {
    const [receivedAt, id] = after
    conditions.push({ OR: [{ receivedAt: { lt: receivedAt } }, { receivedAt, id: { lt: id } }] })
  }
  const rows = await ctx.db.item.findMany({
    where: { AND: conditions },
    select: rowParts,
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
  })
  const page = pageOf(rows, input.limit, (row) => encodeKeyset(row.receivedAt.toISOString(), row.id))
  return { items: page.items.map(presentItemRow), nextCursor: page.nextCursor }
}

/** The suggestion that was made from another item that asks for the same; null for one of its own. */
function sameAs({ id, sourceOf }: Pick<Row, 'id' | 'sourceOf'>) {
  const suggestion = sourceOf?.suggestion
  return suggestion && suggestion.itemId !== id ? { id: suggestion.id, title: suggestion.title } : null
}

type Row = Prisma.ItemGetPayload<{ select: typeof rowParts }>

export function presentItemRow(item: Row) {
  const { id, title, senderName, receivedAt, state, outcome, reason, confidence } = item
  return {
    id,
    title,
    senderName,
    receivedAt,
    state,
    outcome,
    reason,
    confidence,
    suggestionId: item.suggestions[0]?.id ?? item.sourceOf?.suggestion.id ?? null,
    sameAs: sameAs(item),
  }
}
