import { emptyWords, monthPattern, phrases, pointing, pointingWords, standsFor, timeWords } from './word-lists'

/** What a sentence asks for, freed of how it is said. */
export type Words = {
  /** What it speaks of. */
  content: Set<string>
  /** Numbers, amounts, versions, reference numbers. */
  numbers: Set<string>
  /** Days and times of day. */
  times: Set<string>
}

const dates = new RegExp(
  [
    String.raw`\b\d{4}-\d{2}-\d{2}\b`,
    String.raw`\b\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?:${monthPattern})\b(?:\s+\d{4}\b)?`,
    String.raw`\b(?:${monthPattern})\s+\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s+\d{4}\b)?`,
    String.raw`\b\d{1,2}[:.]\d{2}\s*(?:am|pm|uhr|h)\b`,
    String.raw`\b\d{1,2}:\d{2}\b`,
    String.raw`\b\d{1,2}\s*(?:am|pm|uhr|h)\b`,
    String.raw`\b\d{1,2}h(?:\d{2})?\b`,
    String.raw`\b\d{1,2}\/\d{1,2}(?:\/\d{2,4})?\b`,
    String.raw`\b\d{1,2}\.\d{1,2}\.(?:\d{2,4})?`,
    String.raw`\b\d{1,2}(?:st|nd|rd|th)\b`,
  ].join('|'),
  'giu',
)

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")

const tokens = (text: string) => text.match(/[\p{L}\p{N}][\p{L}\p{N}'_-]*/gu) ?? []

/** A plural is the same thing. */
const singular = (word: string) => {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word
}

/** Without what is joined to it: 'team's', 'l'offre', 'peux-tu'. */
const bare = (word: string) =>
  emptyWords.has(word)
    ? word
    : word
        .replace(/'s$|'$/, '')
        .replace(/^(?:[dlnsmtcj]|qu)'/, '')
        .replace(/-(?:t-)?(?:tu|vous|je|il|elle|on|nous|moi|le|la)$/, '')

const common = (word: string) => standsFor.get(word) ?? standsFor.get(singular(word)) ?? singular(word)

const pointingStems = new Set([...pointingWords].flatMap((word) => [word, common(word)]))

/** What is asked for in these words. `names` are the reader's: being called by name is no part of it. */
export function wordsOf(sentence: string, names: ReadonlySet<string> = new Set()): Words {
  const words: Words = { content: new Set(), numbers: new Set(), times: new Set() }
  const undated = phrases
    .reduce((text, [said, meant]) => text.replace(said, meant), plain(sentence))
    .replace(/(\p{N})[,.](?=\p{N}{3}\b)/gu, '$1')
    .replace(dates, (date) => {
      words.times.add(date.replace(/[\s,]+/g, ''))
      return ' '
    })
  for (const token of tokens(undated)) {
    const word = bare(token)
    const time = timeWords.get(word)
    if (time) words.times.add(time)
    else if (/\p{N}/u.test(word)) words.numbers.add(word)
    else if (word.length > 1 && !emptyWords.has(word) && !names.has(word)) words.content.add(common(word))
  }
  return words
}

/** Whether a sentence asks again for what was asked before, or points at it, and says nothing of its own beyond `known`. */
export function pointsAt(sentence: string, known: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  if (!pointing.test(plain(sentence))) return false
  const { content, numbers } = wordsOf(sentence, names)
  return numbers.size === 0 && [...content].every((word) => pointingStems.has(word) || known.has(word))
}

/** The words of a sentence as they are compared with those of a copy: signs, lines and quotation marks may differ. */
export const sayings = (sentence: string) => tokens(plain(sentence)).join(' ')

/**
 * Sentences, once with the ends of lines as the ends of sentences and once without: a copy may be broken anew. Where quoting begins or
 * ends, and after a colon at the end of a line, somebody else speaks.
 */
export function sentencesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => ({ isQuoted: /^\s*>/.test(line), words: line.replace(/^[\s>|]+/, '') }))
  const apart = lines.map(({ isQuoted, words }, index) => {
    const before = lines[index - 1]
    const isOther = before !== undefined && (before.isQuoted !== isQuoted || before.words.trimEnd().endsWith(':'))
    return isOther ? `\n${words}` : words
  })
  const flowing = apart.join('\n').split(/\n\s*\n/)
  const parts = [...flowing.map((part) => part.replace(/\s*\n\s*/g, ' ')), ...lines.map(({ words }) => words)]
  return [...new Set(parts.flatMap((part) => part.split(/(?<=[.!?…])\s+/)))].filter((part) => part !== '')
}
