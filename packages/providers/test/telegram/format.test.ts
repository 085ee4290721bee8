import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readMarkdownV2 } from '@switchboard/testing/read-markdown-v2'
import { formatForTelegram } from '../../src/telegram/format'
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

const vectorsFile = new URL('../../../../../shared/data/telegram/markdownv2.json', import.meta.url)
const vectorsSchema = z.array(
  z.object({ input: z.string(), text: z.string().optional(), error: z.string().optional() }),
)

describe.skipIf(!existsSync(vectorsFile))('Telegram’s own vectors', () => {
  const vectors = existsSync(vectorsFile) ? vectorsSchema.parse(JSON.parse(readFileSync(vectorsFile, 'utf8'))) : []
  test.each(vectors)('$input', ({ input, text, error }) => {
    if (error === undefined) expect(readMarkdownV2(input).text).toBe(text)
    else expect(() => readMarkdownV2(input)).toThrow(error)
  })
})

/** By the rules of https://core.telegram.org/bots/api#markdownv2-style, for whoever has no vectors beside the repository. */
test.each([
  ['*bold* _italic_ ~struck~', 'bold italic struck'],
  ['`code` [link](https://example.com)', 'code link'],
  ['1\\. Done\\!', '1. Done!'],
])('%s is read as Telegram reads it', (input, text) => {
  expect(readMarkdownV2(input).text).toBe(text)
})

test.each(['*bold', '_a', '[link](https://example.com', 'Done.', 'a-b'])('%s is refused as by Telegram', (input) => {
  expect(() => readMarkdownV2(input)).toThrow()
})

const marks: Record<string, string> = {
  Bold: 'B',
  Italic: 'I',
  Strikethrough: 'S',
  Code: 'C',
  Pre: 'P',
  PreCode: 'P',
  TextUrl: 'A',
  BlockQuote: 'Q',
}

/** What Telegram shows of one message, letter by letter. */
function shownByTelegram(message: string): Shown {
  const { text, entities } = readMarkdownV2(message)
  return [...text.matchAll(/./gsu)].flatMap(({ index, 0: character }) => {
    const styles = new Set(
      entities
        .filter(({ offset, length }) => offset <= index && index < offset + length)
        .flatMap(({ type }) => marks[type] ?? []),
    )
    return isShown(character) ? [{ character, styles }] : []
  })
}

/** Telegram has no code in links, no other format in code, and a quote's code is not a block. */
const asTelegramCan = (shown: Shown): Shown =>
  shown.map(({ character, styles }) => {
    const kept = new Set(styles)
    if (kept.has('Q') && kept.delete('P')) kept.add('C')
    if (kept.has('A')) kept.delete('C')
    if (kept.has('C')) for (const style of 'BIS') kept.delete(style)
    return { character, styles: kept }
  })

describe('Each example of CommonMark', () => {
  test.each(examples)('$name', (example) => {
    const { markdown, html, hasHtml } = example
    const messages = formatForTelegram(markdown)
    for (const message of messages) expect(readMarkdownV2(message).text.length).toBeLessThanOrEqual(4_096)
    const shown = messages.flatMap(shownByTelegram)
    if (hasOtherLetters(example)) return
    if (hasHtml) {
      expect(lettersOf(shown)).toBe(lettersOf(shownByHtml(asText(markdown, html), { numbers: true })))
      return
    }
    expect(signature(shown)).toBe(signature(asTelegramCan(shownByHtml(html, { numbers: true }))))
  })
})
