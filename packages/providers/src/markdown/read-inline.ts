import type { Token } from './parser'
import { safeLink } from './safe-link'
import { isSameStyle, type Run } from './tree'

/** The runs of a paragraph, neighbours of one style joined. Links that are not safe leave their words. */
export function readInline(tokens: readonly Token[]): Run[] {
  const runs: Run[] = []
  let [bold, italic, strike] = [0, 0, 0]
  let href: string | null = null
  let length = 0
  let linkBegins = 0
  const add = (text: string, code: boolean, link: string | null) => {
    if (text === '') return
    length += text.length
    const run = { text, bold: bold > 0, italic: italic > 0, strike: strike > 0, code, href: link }
    const last = runs.at(-1)
    if (last && isSameStyle(last, run)) last.text += text
    else runs.push(run)
  }
  for (const token of tokens) {
    switch (token.type) {
      case 'strong_open':
        bold++
        break
      case 'strong_close':
        bold--
        break
      case 'em_open':
        italic++
        break
      case 'em_close':
        italic--
        break
      case 's_open':
        strike++
        break
      case 's_close':
        strike--
        break
      case 'link_open':
        href = safeLink(String(token.attrGet('href') ?? ''))
        linkBegins = length
        break
      case 'link_close':
        // A link without words would be lost.
        if (href && length === linkBegins) add(href, false, href)
        href = null
        break
      case 'softbreak':
      case 'hardbreak':
        add('\n', false, href)
        break
      case 'code_inline':
        add(withoutControls(token.content), true, href)
        break
      case 'image': {
        const words = withoutControls(altOf(token.children ?? [])).trim()
        add(words || 'Image', false, href ?? safeLink(String(token.attrGet('src') ?? '')))
        break
      }
      default:
        add(withoutControls(token.content), false, href)
    }
  }
  return runs
}

/** What an image shows to those who do not see it. */
function altOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content, children }) =>
      type === 'image' ? altOf(children ?? []) : type.endsWith('break') ? '\n' : content,
    )
    .join('')
}

/** Controls and half characters, which character references can name, are no text; services refuse some of them. */
export const withoutControls = (text: string): string => text.replace(controls, '').toWellFormed()
const controls = /(?![\t\n])\p{Cc}/gu
