import fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markdown } from '../src/components/ui/markdown'

const shown = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }))

test('Formats are elements', () => {
  const html = shown(
    '## Totals\n\n**a** _b_ ~~c~~ `d`\n\n- [x] e\n\n3. f\n\n> g\n\n```\nh\n```\n\n|i|\n|-|\n|j|\n\n---',
  )
  for (const element of [
    '<h4>Totals</h4>',
    '<strong>a</strong>',
    '<em>b</em>',
    '<s>c</s>',
    '<code>d</code>',
    '<ol start="3">',
    '<td style="text-align:left">j</td>',
    '<hr/>',
  ])
    expect(html).toContain(element)
  expect(html).toMatch(/<blockquote><p>g<\/p><\/blockquote>/)
  expect(html).toMatch(/aria-label="Done: "/)
})

test('A link opens a page of its own, which learns nothing of ours', () => {
  expect(shown('[x](https://a.example/?b=1&c="2")')).toContain(
    '<a href="https://a.example/?b=1&amp;c=%222%22" target="_blank" rel="noopener noreferrer nofollow">x</a>',
  )
})

test('HTML and other addresses are words', () => {
  const pieces = fc.constantFrom(
    '<script>',
    '<img src=x onerror=alert(1)>',
    '[x](',
    'javascript:alert(1)',
    ')',
    '<javascript:x>',
    '[x](data:text/html,y)',
    '[x](//evil.example)',
    '"',
    '**',
    '`',
    '\n',
    'a ',
    '> ',
    '- ',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      const html = shown(parts.join(''))
      expect(html).not.toMatch(/<(?:script|img)|href="(?!https?:|mailto:)/)
    }),
    { seed: 20_261_122, numRuns: 200 },
  )
})
