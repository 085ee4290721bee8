/**
 * Where to cut a text so that at most `most` units stand before, at least one. The text may end one unit later. Places are looked
 * for in the last half, the best kind first.
 */
export function bestCut(text: string, most: number): number {
  if (text.length <= most) return text.length
  const least = Math.floor(most / 2)
  const paragraph = text.lastIndexOf('\n\n', most - 1)
  if (paragraph >= least) return Math.max(1, paragraph)
  const line = text.lastIndexOf('\n', most)
  if (line >= least) return Math.max(1, line)
  return lastOf(sentenceEnd, text, least, most) ?? lastOf(gap, text, least, most) ?? withinCharacters(text, most)
}

const sentenceEnd = /[.!?…][\p{Pe}\p{Pf}"']?\s|[。!?]/gu
const gap = /\s/gu

/** Behind the last match. */
function lastOf(pattern: RegExp, text: string, least: number, most: number): number | null {
  let best: number | null = null
  for (const match of text.slice(least, most + 1).matchAll(pattern)) {
    const end = Math.min(most, least + match.index + match[0].length)
    if (end > 0) best = end
  }
  return best
}

/** No character that people see as one has more units in earnest. */
const longestCharacter = 64
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Not within a letter with its accents, nor a family of emoji. */
function withinCharacters(text: string, most: number): number {
  const from = Math.max(0, most - longestCharacter)
  let best = 0
  for (const { index } of segmenter.segment(text.slice(from, most + longestCharacter)))
    if (from + index <= most) best = from + index
  if (best > from) return best
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(most))
  return isHalf && most > 1 ? most - 1 : most
}
