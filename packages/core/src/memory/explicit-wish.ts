import type { MemoryType } from '@switchboard/db'
import { storable } from '../storable'
import { longestFact } from './limits'
import type { Learnt } from './learnt'

/**
 * A wish that leaves no doubt, at the beginning of what a person says. 'Remember to …' is none: that is a task. Nor is one further on, which may
 * be somebody else's text.
 */
const wishes = [
  /^(?:(?:please|hi|hello|hey|ok|okay|and|also)[,!. ]+)*(?:please\s+)?(?:remember|note|keep in mind|don['’]?t forget|do not forget)(?:\s+(?:please|for me))?(?:\s*:|,?\s+that\b)\s*(.+)/i,
  /^(?:(?:bitte|hallo|hi|ok|okay|und)[,!. ]+)*(?:merke?|notiere?)\s+(?:dir|mir|es\s+dir)?(?:\s+bitte)?(?:\s*:|\s*,?\s+dass\b)\s*(.+)/i,
  /^(?:(?:bitte|hallo|hi|ok|okay|und)[,!. ]+)*vergiss\s+(?:bitte\s+)?nicht\s*(?::|,?\s+dass\b)\s*(.+)/i,
]

/** What can be told without a model: only what a person says is to be remembered. */
export function explicitWish(said: string): Learnt[] {
  const line = said.trimStart().split('\n', 1)[0] ?? ''
  const found = wishes.map((pattern) => pattern.exec(line)?.[1]?.trim()).find((words) => words !== undefined)
  const content = found && factFrom(found)
  return content ? [{ action: 'keep', type: typeOf(content), content, importance: wishedImportance }] : []
}

/** Of what somebody says is to be remembered. */
export const wishedImportance = 4

/** The words as a fact: without the stop, beginning large; null when they are none, or too many. */
export function factFrom(words: string): string | null {
  const text = storable(words)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!\s]+$/, '')
  if (!/[\p{L}\p{N}]/u.test(text) || text.length > longestFact) return null
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Of which kind something is that a person wants remembered, by its words. */
export function typeOf(content: string): MemoryType {
  if (
    /\b(?:prefer|like|love|hate|dislike|favou?rite|rather|always|never|lieber|mag|mögen|liebe|hasse|bevorzug\w*|immer|nie)\b/i.test(
      content,
    )
  )
    return 'preference'
  if (/\b(?:project|projekt|launch|relaunch|client|kunde)\b/i.test(content)) return 'project'
  if (
    /\b(?:wife|husband|partner|daughter|son|mother|father|sister|brother|boss|manager|colleague|assistant|frau|mann|tochter|sohn|mutter|vater|schwester|bruder|chef(?:in)?|kolleg(?:e|in)|assistent(?:in)?)\b/i.test(
      content,
    )
  )
    return 'person'
  return 'fact'
}
