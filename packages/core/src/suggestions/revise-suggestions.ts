import { Prisma, type Suggestion, type Transaction } from '@switchboard/db'
import { closeSuggestionsOf } from './close-suggestions'
import { proposedColumns } from './proposed-columns'
import type { Fresh } from './same-ask/place-asks'
import { refreshSources } from './same-ask/refresh-sources'
import { changedReason, renewSource } from './same-ask/revise-sources'
import { tellSuggestions } from './tell-suggestions'

/** What judging a changed item anew has come to; null: it deserves no suggestion any more. */
export type Revision = { teamId: string; itemId: string; closesAt: Date | null; next: Fresh | null }

/** The suggestions that changed items have from before, held, so that whoever decides comes before or after. */
export async function earlierSuggestions(
  tx: Transaction,
  items: { teamId: string; id: string; revision: string | null }[],
): Promise<Map<string, Suggestion>> {
  const changing = items.filter(({ revision }) => revision !== null)
  if (changing.length === 0) return new Map()
  const where = {
    OR: changing.map(({ teamId, id: itemId }) => ({ teamId, itemId })),
  } satisfies Prisma.SuggestionWhereInput
  const found = await tx.suggestion.findMany({ where, select: { teamId: true, id: true } })
  if (found.length === 0) return new Map()
  await tx.$queryRaw`
    select 1 from "Suggestion" where ("teamId", id) in (${Prisma.join(
      found.map(({ teamId, id }) => Prisma.sql`(${teamId}::uuid, ${id}::uuid)`),
    )}) order by id for update`
  const held = await tx.suggestion.findMany({ where })
  return new Map(held.map((suggestion) => [suggestion.itemId, suggestion]))
}

/**
 * Carries a change of an item through to the suggestion that it has. One that waits untouched, or that had closed by itself, becomes
 * what is proposed now, or closes. What a person has edited keeps the person's words, and what was decided stays decided. A change
 * never approves itself: somebody may have seen the suggestion as it was.
 */
export async function reviseSuggestions(
  tx: Transaction,
  revisions: (Revision & { earlier: Suggestion })[],
  now: Date,
): Promise<Map<string, 'suggested' | 'none'>> {
  const outcomes = new Map<string, 'suggested' | 'none'>()
  const changed: Suggestion[] = []
  for (const { teamId, itemId, closesAt, next, earlier } of revisions) {
    const waits = earlier.status === 'pending_approval'
    const isEdited = earlier.editedAt !== null
    const id = { teamId, id: earlier.id }
    outcomes.set(itemId, 'none')
    if (!waits && earlier.status !== 'closed') continue
    // Somebody has taken back what has no end although its item has one: time alone closes it no more.
    const ending = { where: { teamId, itemId, closesAt: { not: null } }, data: { closesAt } }
    await tx.suggestionSource.updateMany(ending)
    if (!next) {
      if (waits && isEdited) await refreshSources(tx, [id])
      else if (waits) await closeSuggestionsOf(tx, teamId, [{ id: itemId, reason: changedReason }], now)
      continue
    }
    outcomes.set(itemId, 'suggested')
    const proposed = { ...(isEdited ? {} : proposedColumns(next)), ...(isEdited && waits ? {} : { proposedAt: now }) }
    await renewSource(tx, earlier, next)
    changed.push(
      await tx.suggestion.update({
        where: { teamId_id: id },
        data: { ...proposed, ...waiting, receivedAt: next.receivedAt },
      }),
    )
    await refreshSources(tx, [id])
  }
  await tellSuggestions(tx, changed, now)
  return outcomes
}

const waiting = {
  status: 'pending_approval',
  decidedAt: null,
  decidedById: null,
  decidedVia: null,
  dismissReason: null,
} as const
