/** A part of an answer between commas, full stops and the like. */
export type Clause = {
  /** Lower case, without accents of typing: straight quotes, single spaces. */
  words: string
  /** Where its text begins in the answer. */
  start: number
  end: number
}

/** A yes or a no is read out of so much at most, in UTF-16 units. */
export const longestAnswer = 4_000

const divider = /[.,!;:?…。，！？、；：\n\r()]+|\s[-–—/]+\s|^[-–—]+\s/gu

/** The clauses of an answer, without empty ones. */
export function clausesOf(answer: string): Clause[] {
  const text = answer.slice(0, longestAnswer)
  const clauses: Clause[] = []
  let start = 0
  const add = (end: number) => {
    const words = plainWords(text.slice(start, end))
    if (words !== '') clauses.push({ words, start, end })
  }
  for (const found of text.matchAll(divider)) {
    add(found.index)
    start = found.index + found[0].length
  }
  add(text.length)
  return clauses
}

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
