import { bestCut } from '../markdown/best-cut'
import { parseMarkdown } from '../markdown/parse-markdown'
import type { Block } from '../markdown/tree'
import { blockBounds, type SlackBlock } from './rich-text'
import { writeElements } from './write-elements'

/** What chat.postMessage takes. `text` stands in notifications and is read aloud. */
export type FormattedSlackMessage = { text: string; blocks: SlackBlock[] }

/** https://docs.slack.dev/reference/block-kit/blocks */
const mostBlocks = 50
/** Slack refuses somewhat more than 12,000 characters of all blocks, counted in a way that it does not tell; as JSON it is on the safe side. */
const mostJson = 12_000
const mostJsonOfBlock = 10_000
const longestText = 2_000

type Part = { block: SlackBlock; words: string; size: number; isHeading: boolean }

/**
 * Markdown as messages within Slack's limits, none for a text without anything visible. `rich_text` and not mrkdwn: a text in it is nothing
 * but text, so that it can neither mention nor link, and no sign in it breaks a format.
 */
export function formatForSlack(markdown: string): FormattedSlackMessage[] {
  const messages: FormattedSlackMessage[] = []
  let [parts, size]: [Part[], number] = [[], 0]
  const send = () => {
    const text = notificationText(parts)
    if (text) messages.push({ text, blocks: parts.map(({ block }) => block) })
    ;[parts, size] = [[], 0]
  }
  for (const part of parseMarkdown(markdown).flatMap(partsOf)) {
    if (parts.length === mostBlocks || size + part.size > mostJson) {
      // A heading stands above what it is of.
      const heading = parts.length > 1 && parts.at(-1)?.isHeading ? parts.pop() : undefined
      send()
      if (heading) [parts, size] = [[heading], heading.size]
    }
    parts.push(part)
    size += part.size
  }
  send()
  return messages
}

/** A part of the text as blocks of its own: Slack puts a distance between them. */
function partsOf(block: Block): Part[] {
  const isHeading = block.kind === 'heading'
  if (block.kind === 'rule') return [{ block: { type: 'divider' }, words: '', size: 20, isHeading }]
  const parts: Part[] = []
  let units = 0
  for (const { element, words } of writeElements(block)) {
    const size = JSON.stringify(element).length
    const last = parts.at(-1)
    if (
      last?.block.type === 'rich_text' &&
      units + words.length <= blockBounds.units &&
      last.size + size <= mostJsonOfBlock
    ) {
      last.block.elements.push(element)
      last.words += `\n${words}`
      last.size += size
      units += words.length
    } else {
      parts.push({ block: { type: 'rich_text', elements: [element] }, words, size: size + 40, isHeading })
      units = words.length
    }
  }
  return parts
}

/** Read as mrkdwn: nothing in it is a mention or link. */
function notificationText(parts: readonly Part[]): string {
  const words = parts
    .map((part) => part.words)
    .join('\n')
    .trim()
  const shown = words.length > longestText ? `${words.slice(0, bestCut(words, longestText)).trimEnd()} …` : words
  return shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
