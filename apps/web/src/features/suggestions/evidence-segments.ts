import type { SuggestionDetail } from '@/lib/api-types'

type Evidence = SuggestionDetail['evidence'][number]

export type Segment = {
  text: string
  /** Numbers (from 1) of the evidence that covers it. */
  numbers: number[]
  /** Numbers of the evidence that ends with it: shown there, once. */
  ends: number[]
}

/** Cuts `text` where evidence begins or ends. Offsets are those of the whole field; `from` is where this piece of it starts. */
export function evidenceSegments(
  text: string,
  evidence: readonly Evidence[],
  field: Evidence['field'],
  from = 0,
): Segment[] {
  const until = from + text.length
  const covering = evidence
    .map((quote, index) => ({ ...wordsOf(quote), number: index + 1, field: quote.field }))
    .filter((quote) => quote.field === field)
    .map((quote) => ({
      ...quote,
      last: quote.end,
      start: Math.max(quote.start, from),
      end: Math.min(quote.end, until),
    }))
    .filter(({ start, end }) => start < end)
  const cuts = [...new Set([from, until, ...covering.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b)
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] ?? until
    const inside = covering.filter((quote) => quote.start <= start && quote.end >= end)
    return {
      text: text.slice(start - from, end - from),
      numbers: inside.map(({ number }) => number),
      ends: inside.filter((quote) => quote.last === end).map(({ number }) => number),
    }
  })
}

/** Where the words of a quote begin and end: what stands around them belongs to the sentence. Signs alone are kept. */
function wordsOf({ quote, start, end }: Evidence): { start: number; end: number } {
  const words = /[\p{L}\p{N}\p{Sc}#@(](?:.*[\p{L}\p{N}\p{Sc}%)])?/su.exec(quote)
  if (!words || quote.length !== end - start) return { start, end }
  return { start: start + words.index, end: start + words.index + words[0].length }
}

/** Paragraphs with their place in the text, so that evidence offsets still fit. */
export function paragraphsOf(text: string): { text: string; from: number }[] {
  const paragraphs: { text: string; from: number }[] = []
  let from = 0
  for (const part of text.split(/(\n[ \t]*\n\s*)/)) {
    if (part.trim() !== '') paragraphs.push({ text: part, from })
    from += part.length
  }
  return paragraphs
}
