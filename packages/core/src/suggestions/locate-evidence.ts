import type { ItemSnapshot } from '../items'
import type { LocatedEvidence, Proposal } from './proposal'

/**
 * Finds each quote in the item's text or title. Runs of white space and the kind of quotation marks may differ, nothing else.
 * Places count UTF-16 units of the original. `missing` are quotes that do not stand in the item.
 */
export function locateEvidence(
  item: Pick<ItemSnapshot, 'text' | 'title'>,
  evidence: Proposal['evidence'],
): { located: LocatedEvidence[]; missing: string[] } {
  const located: LocatedEvidence[] = []
  const missing: string[] = []
  for (const { quote, supports } of evidence) {
    const pattern = patternOf(quote)
    const inText = pattern && pattern.exec(item.text)
    const inTitle = pattern && pattern.exec(item.title)
    const match = inText || inTitle
    if (!match) {
      missing.push(quote)
      continue
    }
    located.push({
      quote: match[0],
      supports,
      field: inText ? 'text' : 'title',
      start: match.index,
      end: match.index + match[0].length,
    })
  }
  return { located, missing }
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
