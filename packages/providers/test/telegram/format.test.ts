import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readMarkdownV2 } from '@switchboard/testing/read-markdown-v2'
import { formatForTelegram } from '../../src/telegram/format'
import { examples, isShown, type Shown, shownByHtml, signature } from '../markdown/commonmark-examples'

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
  test.each(examples)('$name', ({ markdown, html, hasHtml }) => {
    const shown = formatForTelegram(markdown).flatMap(shownByTelegram)
    if (hasHtml) return
    expect(signature(shown)).toBe(signature(asTelegramCan(shownByHtml(html, { numbers: true }))))
  })
})
