import { describe, expect, test } from 'vitest'
import { formatForSlack } from '../../src/slack/format'
import type { RichElement, RichText, SlackBlock } from '../../src/slack/rich-text'
import {
  asText,
  examples,
  hasOtherLetters,
  isShown,
  lettersOf,
  type Shown,
  shownByHtml,
  signature,
} from '../markdown/commonmark-examples'

const shownOf = (texts: RichText[], more: string[]): Shown =>
  texts.flatMap((one) => {
    const styles = new Set([
      ...more,
      ...(one.type === 'link' ? ['A'] : []),
      ...(one.style?.bold ? ['B'] : []),
      ...(one.style?.italic ? ['I'] : []),
      ...(one.style?.strike ? ['S'] : []),
      ...(one.style?.code ? ['C'] : []),
    ])
    return [...one.text].filter(isShown).map((character) => ({ character, styles }))
  })

function shownByElement(element: RichElement): Shown {
  switch (element.type) {
    case 'rich_text_list':
      return element.elements.flatMap(({ elements }) => shownOf(elements, []))
    case 'rich_text_preformatted':
      return shownOf(element.elements, ['P'])
    case 'rich_text_quote':
      return shownOf(element.elements, ['Q'])
    case 'rich_text_section':
      return shownOf(element.elements, [])
  }
}

const shownBySlack = (block: SlackBlock): Shown =>
  block.type === 'divider' ? [] : block.elements.flatMap(shownByElement)

/** A quote's code is not a block; numbers of lists in it are text. */
const asSlackCan = (shown: Shown): Shown =>
  shown.map(({ character, styles }) => {
    const kept = new Set(styles)
    if (kept.has('Q') && kept.delete('P')) kept.add('C')
    return { character, styles: kept }
  })

describe('Each example of CommonMark', () => {
  const shown = ({ html }: (typeof examples)[number]) => !/<blockquote>[\s\S]*<ol/.test(html)
  test.each(examples.filter(shown))('$name', (example) => {
    const { markdown, html, hasHtml } = example
    const messages = formatForSlack(markdown)
    for (const { text, blocks: own } of messages) {
      expect(text.length).toBeLessThanOrEqual(3_000)
      expect(own.length).toBeLessThanOrEqual(50)
      expect(JSON.stringify(own).length).toBeLessThanOrEqual(12_100)
    }
    const blocks = messages.flatMap((message) => message.blocks)
    if (hasOtherLetters(example)) return
    if (hasHtml) {
      const expected = shownByHtml(asText(markdown, html), { numbers: false })
      expect(lettersOf(blocks.flatMap(shownBySlack))).toBe(lettersOf(expected))
      return
    }
    expect(signature(blocks.flatMap(shownBySlack))).toBe(signature(asSlackCan(shownByHtml(html, { numbers: false }))))
  })
})
