import { v7 as newId } from 'uuid'
import type { Transaction } from '@switchboard/db'
import { insertSuggestions } from '../insert-suggestions'
import { enterJoins, leadSuggestions } from './enter-sources'
import { findKnown } from './find-same'
import { type Fresh, type Join, placeAsks } from './place-asks'

/**
 * Enters what is proposed: a suggestion for each ask that is new, and another source for each that was proposed before. Hold the asks
 * first. Answers the suggestions that were made, and those that have got a source.
 */
export async function enterFresh(tx: Transaction, fresh: Fresh[], now: Date) {
  const known = await findKnown(tx, fresh)
  const { alone, joins } = placeAsks(fresh, known)
  const made = new Set(alone.map(({ id }) => id))
  const toKnown = joins.filter(({ suggestionId }) => !made.has(suggestionId))
  const refused = await leadSuggestions(tx, toKnown, now)
  const entered = await enterJoins(
    tx,
    toKnown.filter(({ itemId }) => !refused.has(itemId)),
    now,
  )
  const left = toKnown.filter(({ itemId }) => !entered.has(itemId))
  const suggestions = await insertSuggestions(tx, [...alone, ...left.map((one) => ({ ...one, id: newId() }))], now)
  const withinBatch = joins.filter(({ suggestionId }) => made.has(suggestionId))
  await enterJoins(tx, withinBatch, now)
  const joined: Join[] = [...toKnown.filter(({ itemId }) => entered.has(itemId)), ...withinBatch]
  return { suggestions, joined }
}
