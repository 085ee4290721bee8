import type { ItemSnapshot } from '@switchboard/core/items'
import { detectInjection } from '@switchboard/core/suggestions/detect-injection'
import { splitSentences } from './sentences'

/**
 * The item without the sentences that speak to the generator instead of to the reader, so that none of their words counts for
 * anything. Blanks take their place: quotes from the rest stand where they stood.
 */
export function silenceOrders(item: ItemSnapshot): ItemSnapshot {
  const alone = (text: string) => ({ ...item, title: '', text, ...(item.kind === 'email' ? { html: null } : {}) })
  if (detectInjection(alone(item.text)).length === 0) return item
  let text = item.text
  for (const sentence of splitSentences(item.text)) {
    if (detectInjection(alone(sentence.text)).length === 0) continue
    text = text.slice(0, sentence.start) + ' '.repeat(sentence.end - sentence.start) + text.slice(sentence.end)
  }
  return { ...item, text }
}
