import { compile } from 'html-to-text'

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: 500_000, ellipsis: '' },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'table', format: 'block' },
    { selector: 'hr', options: { length: 20 } },
    // What the sender hides from people is not judged either.
    { selector: '[hidden]', format: 'skip' },
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

/** The text a person would read in an HTML mail, one paragraph a line. */
export function htmlToPlain(html: string): string {
  return convert(dropHidden(html))
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** Preview lines and baits are hidden by inline style. */
const dropHidden = (html: string) =>
  html.replace(
    /<(div|span|p|td)\b[^>]*style\s*=\s*["'][^"']*(display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(px)?\s*[;"'])[^>]*>[\s\S]*?<\/\1>/gi,
    ' ',
  )
