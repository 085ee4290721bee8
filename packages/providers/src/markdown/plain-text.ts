import { type LaidRun, layOut } from './lay-out'
import type { Block } from './tree'

/** What people read of it, without formats. Addresses of links are left out unless they are their own words. */
export const plainText = (blocks: readonly Block[]): string =>
  layOut(blocks)
    .map(({ text }) => text)
    .join('')

/** As plain mail shows it: addresses behind the words of their links, quotes behind `>`. */
export function mailText(blocks: readonly Block[]): string {
  const runs = layOut(blocks)
  let text = ''
  runs.forEach((run, index) => {
    if (run.quote && !runs[index - 1]?.quote) text += '> '
    text += run.quote ? run.text.replaceAll('\n', '\n> ') : run.text
    if (run.href !== null && runs[index + 1]?.href !== run.href) text += addressBehind(wordsOf(runs, index), run.href)
  })
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** The words of a link may be several runs. */
function wordsOf(runs: readonly LaidRun[], last: number): string {
  let words = ''
  for (let index = last; runs[index]?.href === runs[last]?.href; index--) words = (runs[index]?.text ?? '') + words
  return words
}

const bare = (address: string) => address.replace(/^mailto:/i, '').replace(/\/$/, '')
const addressBehind = (words: string, href: string) =>
  bare(words.trim()) === bare(href) ? '' : ` (${href.replace(/^mailto:/, '')})`
