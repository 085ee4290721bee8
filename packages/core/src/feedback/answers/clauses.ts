/** A part of an answer between commas, full stops and the like. */
export type Clause = {
  /** Lower case, without accents of typing: straight quotes, single spaces. */
  words: string
  /** The same, with `quoteWord` in place of what stands between quotation marks: those are the words of others. */
  spoken: string
  /** Where its text begins in the answer. */
  start: number
  end: number
}

/** Stands for what was quoted: no label of a choice reads so. */
export const quoteWord = '(quote)'

/** A yes or a no is read out of so much at most, in UTF-16 units. */
export const longestAnswer = 4_000

const divider = /[.,!;:?…。，！？、；：\n\r()]+|\s[-–—/]+\s|^[-–—]+\s/gu

/** The clauses of an answer, without empty ones. */
export function clausesOf(answer: string): Clause[] {
  const text = answer.slice(0, longestAnswer)
  const spoken = withoutQuotes(text)
  const clauses: Clause[] = []
  let start = 0
  const add = (end: number) => {
    const words = plainWords(text.slice(start, end))
    if (words === '') return
    clauses.push({ words, spoken: plainWords(spoken.slice(start, end).replace(/\0+/g, ` ${quoteWord} `)), start, end })
  }
  for (const found of text.matchAll(divider)) {
    add(found.index)
    start = found.index + found[0].length
  }
  add(text.length)
  return clauses
}

/** From the first mark to the last, whatever stands between two quotes: marks within marks are told apart by nobody. An open one quotes the rest. */
const quotes: readonly RegExp[] = [
  /(?:["“”„‟″＂«»❝❞〝〞〟「」『』]|<<|,,(?=\p{L}))(?:[^]*(?:["“”„‟″＂«»❝❞〝〞〟「」『』]|>>|''|``)|[^]*$)/u,
  // Those that are apostrophes as well: before a word, and after one.
  /(?<![\p{L}\p{N}])['‘’‚‛‹›`´](?=\S)(?:[^]*(?<=\S)['‘’‚‛‹›`´](?![\p{L}\p{N}])|[^]*$)/u,
  /^[ \t]*>[^\n]*$/gmu,
]

/** Of the same length, with `\0` for each unit of what is quoted. */
const withoutQuotes = (text: string): string =>
  quotes.reduce((left, quote) => left.replace(quote, (quoted) => '\0'.repeat(quoted.length)), text)

/** As words are compared: case, kinds of quotes, emphasis and pictures make no difference; thumbs and marks are words. */
export const plainWords = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/👍|✅|✔|☑|🆗|👌|💯|:\+1:|:thumbsup:|(?<![\w+])\+1(?!\w)/gu, ' (yes) ')
    .replace(/👎|❌|✖|🚫|⛔|:-1:|:thumbsdown:|(?<![\w-])-1(?!\w)/gu, ' (no) ')
    .toLowerCase()
    .replace(/[’‘´`]/g, "'")
    .replace(/[^\p{L}\p{N}\p{M}()' #+-]/gu, ' ')
    .replace(/(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** What is left of the answer after a clause, as it was written. */
export function noteAfter(answer: string, end: number): string | null {
  const note = answer
    .slice(end)
    .replace(/^[\s.,!;:?…。，！)–—-]+/u, '')
    .trim()
  return /[\p{L}\p{N}]/u.test(note) ? note : null
}

/** Any of the words or phrases, between other letters. */
export const anyOf = (phrases: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${phrases})(?![\\p{L}\\p{N}])`, 'u')

/** One of the phrases and nothing else. */
export const wholly = (phrases: string): RegExp => new RegExp(`^(?:${phrases})$`, 'u')
