import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMarkdownV2 } from '@switchboard/testing/read-markdown-v2'
import { formatForMail } from '../../src/mail/format'
import { escapeMarkdown } from '@switchboard/core/channels/escape-markdown'
import { parseMarkdown } from '../../src/markdown/parse-markdown'
import { plainText } from '../../src/markdown/plain-text'
import { formatForSlack } from '../../src/slack/format'
import { formatForTelegram } from '../../src/telegram/format'

const parameters = { seed: 20_261_122, numRuns: 100, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: true }

const pieces = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '<!channel>',
    '<@U012ABC>',
    '<#C012|x>',
    '<!subteam^S1>',
    '<https://evil.example|x>',
    '&lt;!here&gt;',
    '@ada',
    '@',
    '[x](javascript:alert(1))',
    '<javascript:alert(1)>',
    '[x](tg://user?id=1)',
    'tg://resolve?domain=x',
    '[x](data:text/html,y)',
    '![x](file:///etc/passwd)',
    '[x](https://a.example/b(c)\\)',
    '<img src=x onerror=alert(1)>',
    '"><script>',
    "' onclick='",
    '**',
    '*',
    '_',
    '__',
    '***',
    '~~',
    '`',
    '``',
    '```',
    '~~~\n',
    '\\',
    '||',
    '|',
    '[',
    ']',
    '(',
    ')',
    '!',
    '>',
    '#',
    '+',
    '-',
    '=',
    '{',
    '}',
    '.',
    '\n',
    '\n\n',
    '\n> ',
    '\n- ',
    '\n1. ',
    '\n   ',
    '\n    ',
    '\t',
    '\n# ',
    '\n---\n',
    '\n```js\n',
    '\n```\n',
    '\n| a | b |\n|---|---|\n| c | d |\n',
    '- [ ] ',
    '- [x] ',
    'word ',
    'Sentence. ',
    '👩‍👩‍👧‍👦',
    'é',
    'e\u0301',
    '\uD800',
    '\uDC00',
    '\0',
    '&#0;',
    '&#13;',
    '\u202E',
    '\u2060',
    '[a]: https://example.com\n',
    '[a]',
    'https://example.com/x_y_z',
    'www.example.com',
    'ada@example.com',
    'javascript:alert(1)',
  ),
)
const short = fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(''))
const long = fc
  .tuple(fc.array(pieces, { minLength: 1, maxLength: 12 }), fc.integer({ min: 20, max: 400 }))
  .map(([parts, times]) => parts.join('').repeat(times).slice(0, 15_000))
const anyText = fc.oneof(short, long)

/** What people read, wherever it is broken. */
const read = (text: string) => text.replace(/[\s\u2060]/g, '')
const allowed = /^(?:https?:\/\/|mailto:)/

test('Telegram: accepted, within its limits, nothing but what was written, no mention and no other link', () => {
  fc.assert(
    fc.property(anyText, (markdown) => {
      const messages = formatForTelegram(markdown)
      const shown = messages.map(readMarkdownV2)
      for (const { text, entities } of shown) {
        expect(text.length).toBeLessThanOrEqual(4_096)
        expect(text.trim()).not.toBe('')
        expect(text.isWellFormed()).toBe(true)
        expect(entities.length).toBeLessThanOrEqual(100)
        for (const { url } of entities) if (url !== undefined) expect(url).toMatch(allowed)
        const code = entities.filter(({ type }) => /^Code$|^Pre/.test(type))
        const plain = code.reduceRight(
          (rest, { offset, length }) => rest.slice(0, offset) + '\n'.repeat(length) + rest.slice(offset + length),
          text,
        )
        expect(plain).not.toMatch(/(?<![\w\p{L}])@\w/u)
        expect(plain).not.toMatch(/\b(?:tg|ton|tonsite|ftp|file):\/\//i)
      }
      for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThan(32_768)
      expect(read(shown.map(({ text }) => text).join(''))).toBe(read(plainText(parseMarkdown(markdown))))
    }),
    parameters,
  )
})

test('Slack: within its limits, nothing but what was written, no mention and no other link', () => {
  fc.assert(
    fc.property(anyText, (markdown) => {
      for (const { text, blocks } of formatForSlack(markdown)) {
        expect(blocks.length).toBeLessThanOrEqual(50)
        expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(12_500)
        expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
        expect(text.length).toBeGreaterThan(0)
        for (const block of blocks) {
          const leaves = leavesOf(block)
          expect(leaves.reduce((units, leaf) => units + leaf.text.length, 0)).toBeLessThanOrEqual(3_000)
          for (const leaf of leaves) {
            expect(leaf.text.length).toBeGreaterThan(0)
            expect(leaf.text.isWellFormed()).toBe(true)
            expect(leaf.text).not.toMatch(/<!(?:channel|here|everyone|subteam|date)\b|<[@#][A-Z0-9]+[|>]/)
            if (leaf.url !== undefined) expect(leaf.url).toMatch(allowed)
          }
        }
      }
    }),
    parameters,
  )
})

test('Slack: parts together hold what was written', () => {
  fc.assert(
    fc.property(fc.array(fc.lorem({ maxCount: 40 }), { minLength: 1, maxLength: 120 }), (paragraphs) => {
      const shown = formatForSlack(paragraphs.join('\n\n')).flatMap(({ blocks }) => blocks.flatMap(leavesOf))
      expect(read(shown.map(({ text }) => text).join(''))).toBe(read(paragraphs.join('')))
    }),
    { ...parameters, numRuns: 50 },
  )
})

type Leaf = { type: 'text' | 'link'; text: string; url?: string }
function leavesOf(node: object): Leaf[] {
  if (!('elements' in node) || !Array.isArray(node.elements)) return []
  return node.elements.flatMap((element: object) => (isLeaf(element) ? [element] : leavesOf(element)))
}
const isLeaf = (element: object): element is Leaf => 'text' in element

test('Mail: elements of its own alone, every attribute closed, links of the web and mail alone', () => {
  const tag =
    /<\/?(?:p|h[1-6]|strong|em|s|code|pre|a|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|br|hr|div|span)(?: [a-z]+="[^"<>]*")*>/g
  fc.assert(
    fc.property(anyText, (markdown) => {
      const { html, text } = formatForMail(markdown)
      expect(html.replace(tag, '')).not.toMatch(/[<>]/)
      for (const [, name, value] of html.matchAll(/ ([a-z]+)="([^"]*)"/g)) {
        if (name === 'href') expect(value).toMatch(allowed)
        expect(name).not.toMatch(/^on|^src$/)
      }
      expect(text.isWellFormed()).toBe(true)
    }),
    parameters,
  )
})

test('Escaped text is shown as it is, and formats nothing', () => {
  fc.assert(
    fc.property(short, (text) => {
      const blocks = parseMarkdown(`Before ${escapeMarkdown(text)}`)
      expect(blocks).toHaveLength(1)
      const [block] = blocks
      if (block?.kind !== 'paragraph') throw new Error(`a ${block?.kind}`)
      expect(block.runs).toHaveLength(1)
      const clean = text.replace(/(?![\t\n\r])\p{Cc}/gu, '').toWellFormed()
      expect(read(plainText(blocks))).toBe(read(`Before ${clean}`))
    }),
    parameters,
  )
})

describe('Time grows with the length', () => {
  const length = 20_000
  const times = (text: string, count = length) => text.repeat(count)
  const nasty: Record<string, string> = {
    stars: times('*'),
    'stars and words': times('*a '),
    'stars and underscores': times('_a*b', 5_000),
    backticks: Array.from({ length: 200 }, (_, count) => '`'.repeat(count)).join('a'),
    'code spans': times('`a` '),
    brackets: times('['),
    'bracket pairs': times('[') + times(']'),
    'links that begin': times('[a](', 5_000),
    links: times('[a](https://a.example/) ', 2_000),
    'images in images': times('![') + times('](x)'),
    quotes: times('>'),
    lists: times('- '),
    'nested lists': Array.from({ length: 140 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'),
    'list lines': times('- a\n', 5_000),
    tildes: times('~~a '),
    'angle brackets': times('<'),
    mentions: times('<!channel>', 2_000),
    'at signs': times('@a', 10_000),
    schemes: times('a://', 5_000),
    'scheme letters': times('a') + '://',
    'mail letters': times('a.', 5_000) + '@',
    addresses: times('http://a', 2_500),
    entities: times('&'),
    backslashes: times('\\'),
    lines: times('a\n', 10_000),
    'empty lines': times('\n') + 'a',
    spaces: 'a' + times(' ') + 'b',
    definitions: times('[a]: u\n', 3_000) + times('[a] ', 3_000),
    'a wide table': `${times('|a', 1_000)}|\n${times('|-', 1_000)}|\n${times('|\n', 500)}`,
    'a long table': `|a|b|\n|-|-|\n${times('|**a**|b|\n', 3_000)}`,
    'one word': times('a', 100_000),
    emoji: times('👩‍👩‍👧‍👦', 3_000),
    accents: 'e' + times('\u0301'),
  }
  test.each(Object.entries(nasty))('%s', (_, markdown) => {
    const before = process.cpuUsage()
    formatForSlack(markdown)
    formatForTelegram(markdown).map(readMarkdownV2)
    formatForMail(markdown)
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000)
  })
})
