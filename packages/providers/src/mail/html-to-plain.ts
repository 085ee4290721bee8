import { compile } from 'html-to-text'

/** Preview lines and baits are hidden by inline style, as a match of the attribute's value. */
const hiddenStyles = ['', ' '].flatMap((space) => [
  `*="display:${space}none"`,
  `*="visibility:${space}hidden"`,
  `*="font-size:${space}0px"`,
  `*="font-size:${space}0;"`,
  `$="font-size:${space}0"`,
])

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: 500_000, maxDepth: 500, ellipsis: '' },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'table', format: 'block' },
    { selector: 'hr', options: { length: 20 } },
    // What the sender hides from people is not judged either.
    { selector: '[hidden]', format: 'skip' },
    ...hiddenStyles.map((style) => ({ selector: `[style${style} i]`, format: 'skip' })),
    { selector: 'blockquote.gmail_quote', format: 'quoted' },
    { selector: 'blockquote[type=cite]', format: 'quoted' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
  formatters: {
    quoted(element, walk, builder) {
      builder.openBlock({ leadingLineBreaks: 2, reservedLineLength: 2 })
      walk(element.children, builder)
      builder.closeBlock({
        trailingLineBreaks: 2,
        blockTransform: (text) =>
          text
            .split('\n')
            .map((line) => `> ${line}`)
            .join('\n'),
      })
    },
  },
})

/** The text a person would read in an HTML mail, one paragraph a line; its time is bounded where the number of tags is. */
export function htmlToPlain(html: string): string {
  return convert(html)
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
