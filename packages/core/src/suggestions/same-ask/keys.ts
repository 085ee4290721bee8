import { type Ask, hashesOf } from './ask'
import { hashOf } from './hash'
import { wordsOf } from './words'

const longWords = 4

/**
 * By which an ask is found again: two that may be the same share one at least. They hold whose they are, so that an index over all
 * teams leads to one person's.
 */
export function keysOf(ask: Ask, { teamId, assigneeId }: { teamId: string; assigneeId: string }): string[] {
  const own = (kind: string, ...parts: string[]) => hashOf(teamId, assigneeId, kind, ...parts)
  const keys = [
    ...(ask.thread ? [own('thread', ask.account, ask.thread)] : []),
    ...(ask.mailId ? [own('mail', ask.mailId)] : []),
    ...[...ask.carried, ...ask.asks.flatMap(hashesOf)].map((hash) => own('sentence', hash)),
    ...ask.asks.flatMap((asked) => pairsOf(asked, ask).map((pair) => own('words', pair))),
  ]
  return [...new Set(keys)]
}

/** Pairs of the longest words: who asks for the same in other words says most of the long ones. */
function pairsOf(asked: string, { names }: Ask): string[] {
  const { content } = wordsOf(asked, new Set(names))
  const longest = [...content].toSorted((a, b) => b.length - a.length || a.localeCompare(b, 'en')).slice(0, longWords)
  const sorted = longest.toSorted((a, b) => a.localeCompare(b, 'en'))
  return sorted.flatMap((one, index) => sorted.slice(index + 1).map((other) => `${one} ${other}`))
}
