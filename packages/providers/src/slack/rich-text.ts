import { splitRuns } from '../markdown/split-runs'
import { plainRun, type Run, textOf } from '../markdown/tree'

type Style = { bold?: true; italic?: true; strike?: true; code?: true }
export type RichText =
  { type: 'text'; text: string; style?: Style } | { type: 'link'; url: string; text: string; style?: Style }
export type RichSection = { type: 'rich_text_section'; elements: RichText[] }
export type RichElement =
  | RichSection
  | { type: 'rich_text_list'; style: 'bullet' | 'ordered'; indent: number; offset?: number; elements: RichSection[] }
  | { type: 'rich_text_preformatted'; elements: { type: 'text'; text: string }[] }
  | { type: 'rich_text_quote'; elements: RichText[] }
/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export type SlackBlock = { type: 'rich_text'; elements: RichElement[] } | { type: 'divider' }

/** An element that fits into a block by itself, with its visible text. */
export type Written = { element: RichElement; words: string }

/** What the elements of one block may hold: visible UTF-16 units, and beside them what their runs take as JSON. */
export const blockBounds = {
  units: 3_000,
  weight: 4_000,
  weightOf: ({ href }: Run) => 80 + (href?.length ?? 0),
}

export const sections = (runs: readonly Run[]): Written[] =>
  splitRuns(separated(runs), blockBounds).map((part) => ({ element: sectionOf(part), words: textOf(part) }))

export const sectionOf = (runs: readonly Run[]): RichSection => ({
  type: 'rich_text_section',
  elements: richTexts(runs),
})

export const preformatted = (text: string): Written[] =>
  splitRuns(separated([plainRun(text)]), blockBounds).map((runs) => ({
    element: { type: 'rich_text_preformatted', elements: runs.map((run) => ({ type: 'text', text: run.text })) },
    words: textOf(runs),
  }))

/** What mrkdwn would read as a mention or a date. */
const reference = /<(?=[@#][A-Z0-9]+[|>]|!(?:channel|here|everyone|subteam|date)\b)/g

/**
 * Slack does not look for mentions in the text of an element. Should anything that the text passes through do so, it finds none: such signs stand in
 * two elements.
 */
export const separated = (runs: readonly Run[]): Run[] =>
  runs.flatMap((run) => {
    if (!run.text.includes('<')) return [run]
    const places = [...run.text.matchAll(reference)].map(({ index }) => index + 1)
    return [0, ...places].map((from, index) => ({ ...run, text: run.text.slice(from, places[index]) }))
  })

export const richTexts = (runs: readonly Run[]): RichText[] => runs.filter(({ text }) => text !== '').map(richText)

function richText({ text, href, bold, italic, strike, code }: Run): RichText {
  const style: Style = {
    ...(bold && { bold }),
    ...(italic && { italic }),
    ...(strike && { strike }),
    ...(code && { code }),
  }
  const styled = bold || italic || strike || code ? { style } : {}
  return href === null ? { type: 'text', text, ...styled } : { type: 'link', url: href, text, ...styled }
}
