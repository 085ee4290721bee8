import type { Suggestion, SuggestionSource, Transaction } from '@switchboard/db'
import { closeSuggestionsOf } from '../close-suggestions'
import { type Ask, askSchema } from './ask'
import { covers } from './covers'
import { keysOf } from './keys'
import { letOthersLead } from './let-others-lead'
import { refreshSources } from './refresh-sources'
import type { Fresh } from './place-asks'

export const changedReason = 'It was changed, and asks for nothing any more.'

/** By the items of sources. */
type Released = Map<string, NonNullable<Fresh['before']>>

type Changed = { teamId: string; itemId: string; next: Fresh | null }

/**
 * Takes changed items that are further sources of suggestions out of them: what they ask now is looked for anew, and may be the same.
 * One that asks for nothing any more ends. Answers where each was, and since when it has asked there.
 */
export async function releaseSources(tx: Transaction, changed: Changed[], now: Date): Promise<Released> {
  const released: Released = new Map()
  if (changed.length === 0) return released
  const teamId = [...new Set(changed.map((one) => one.teamId))]
  const where = { teamId: { in: teamId }, itemId: { in: changed.map(({ itemId }) => itemId) } }
  const sources = await tx.suggestionSource.findMany({
    where,
    select: { teamId: true, itemId: true, suggestionId: true, ask: true },
  })
  if (sources.length === 0) return released
  const nexts = new Map(changed.map(({ itemId, next }) => [itemId, next]))
  const asking = sources.filter(({ itemId }) => nexts.get(itemId))
  const silent = sources.filter(({ itemId }) => !nexts.get(itemId))
  for (const team of teamId) {
    const over = silent.filter((source) => source.teamId === team)
    await closeSuggestionsOf(
      tx,
      team,
      over.map(({ itemId: id }) => ({ id, reason: changedReason })),
      now,
    )
  }
  await tx.suggestionSource.deleteMany({ where: { ...where, itemId: { in: asking.map(({ itemId }) => itemId) } } })
  await refreshSources(
    tx,
    asking.map(({ teamId: team, suggestionId }) => ({ teamId: team, id: suggestionId })),
  )
  for (const { itemId, suggestionId, ask } of asking)
    if (ask !== null) released.set(itemId, { suggestionId, at: askSchema.parse(ask).at })
  return released
}

/**
 * The suggestion of a changed item that other sources rest on as well stays theirs when the item no longer asks for what they do: one of
 * them stands for it from now on; as well when it asks somebody else now. Answers whether the item has left it.
 */
export async function leaveToOthers(tx: Transaction, earlier: Suggestion, next: Fresh, now: Date): Promise<boolean> {
  if (earlier.status !== 'pending_approval') return false
  const { teamId, id: suggestionId, itemId } = earlier
  const { own, others } = await sourcesOf(tx, earlier)
  const asks = askedSince(own, next.ask)
  const isSameReader = next.assigneeId === earlier.assigneeId
  if (
    others.length === 0 ||
    (isSameReader && others.every(({ ask }) => ask !== null && covers(asks, askSchema.parse(ask))))
  )
    return false
  await tx.suggestionSource.delete({ where: { teamId_itemId: { teamId, itemId } } })
  await letOthersLead(tx, [{ teamId, id: suggestionId }], now)
  return true
}

async function sourcesOf(tx: Transaction, { teamId, id: suggestionId, itemId }: Suggestion) {
  const sources = await tx.suggestionSource.findMany({ where: { teamId, suggestionId } })
  return {
    own: sources.find((source) => source.itemId === itemId),
    others: sources.filter((source) => source.itemId !== itemId && source.endedAt === null),
  }
}

/** Beside others an item has asked since it did so first: a change of it is no new ask. */
const askedSince = (own: SuggestionSource | undefined, ask: Ask): Ask =>
  own?.ask ? { ...ask, at: askSchema.parse(own.ask).at } : ask

/** What the suggestion's own item asks after a change; it stands again. Whoever is asked now, the suggestion stays whose it is. */
export async function renewSource(tx: Transaction, earlier: Suggestion, next: Fresh): Promise<void> {
  // Read anew: of what was entered since `leaveToOthers` something may have joined it.
  const { own, others } = await sourcesOf(tx, earlier)
  const ask = others.length > 0 ? askedSince(own, next.ask) : next.ask
  const keys = next.keys.length > 0 ? keysOf(ask, earlier) : []
  await tx.suggestionSource.updateMany({
    where: { teamId: next.teamId, itemId: next.itemId },
    data: {
      evidence: next.evidence,
      ask,
      keys: keys.map(BigInt),
      flags: [...new Set([...(own?.flags ?? []), ...next.flags])],
      endedAt: null,
      endReason: null,
    },
  })
}
