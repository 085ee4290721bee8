import type { ItemSnapshot } from '@switchboard/core/items'
import { ordersIn } from '@switchboard/core/suggestions/detect-injection'
import { splitSentences } from './sentences'

/**
 * The item without the sentences that speak to the generator instead of to the reader, so that none of their words counts for
 * anything. Blanks take their place: quotes from the rest stand where they stood.
 */
export function silenceOrders(item: ItemSnapshot): ItemSnapshot {
  if (ordersIn(item.text).length === 0) return item
  let text = item.text
  for (const sentence of splitSentences(item.text)) {
    if (ordersIn(sentence.text).length === 0) continue
    text = text.slice(0, sentence.start) + ' '.repeat(sentence.end - sentence.start) + text.slice(sentence.end)
  }
  return { ...item, text }
}
