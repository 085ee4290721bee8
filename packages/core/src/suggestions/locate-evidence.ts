import type { ItemSnapshot } from '../items'
import type { LocatedEvidence, Proposal } from './proposal'

/**
 * Finds each quote in the item's text or title. Runs of white space and the kind of quotation marks may differ, nothing else.
 * Places count UTF-16 units of the original. `missing` are the numbers, from 1, of quotes that do not stand in the item.
 */
export function locateEvidence(
  item: Pick<ItemSnapshot, 'text' | 'title'>,
  evidence: Proposal['evidence'],
): { located: LocatedEvidence[]; missing: number[] } {
  const located: LocatedEvidence[] = []
  const missing: number[] = []
  for (const [index, { quote, supports }] of evidence.entries()) {
    const inText = find(item.text, quote)
    const found = inText ?? find(item.title, quote)
    if (!found) {
      missing.push(index + 1)
      continue
    }
    located.push({
      quote: found.words,
      supports,
      field: inText ? 'text' : 'title',
      start: found.start,
      end: found.start + found.words.length,
    })
  }
  return { located, missing }
}

/** Most quotes stand there as they are: a pattern is made for the others alone. */
function find(text: string, quote: string): { words: string; start: number } | null {
  const words = quote.trim()
  const start = words ? text.indexOf(words) : -1
  if (start !== -1) return { words, start }
  const match = patternOf(quote)?.exec(text)
  return match ? { words: match[0], start: match.index } : null
}

const singleQuotes = `['‘’‚\`´]`
const doubleQuotes = `["“”„«»]`

function patternOf(quote: string): RegExp | null {
  const words = quote.trim().split(/\s+/).filter(Boolean)
  if (words.length === 0) return null
  const source = words
    .map((word) =>
      word
        .replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
        .replace(new RegExp(singleQuotes, 'g'), singleQuotes)
        .replace(new RegExp(doubleQuotes, 'g'), doubleQuotes),
    )
    .join('\\s+')
  return new RegExp(source)
}
