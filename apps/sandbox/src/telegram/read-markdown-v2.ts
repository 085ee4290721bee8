/** Signs that stand for themselves only behind a backslash. https://core.telegram.org/bots/api#markdownv2-style */
const reserved = new Set('[]()#+-=|{}.!')
const marks = new Set('*_~')

/** What people read of a text in MarkdownV2; null for one that Telegram refuses. Formats themselves are left out. */
export function readMarkdownV2(text: string): string | null {
  let words = ''
  let at = 0
  const open: string[] = []
  while (at < text.length) {
    const sign = text.charAt(at)
    if (sign === '\\') {
      words += text.charAt(at + 1)
      at += 2
    } else if (sign === '`') {
      const fence = text.startsWith('```', at) ? '```' : '`'
      const end = endOfCode(text, at + fence.length, fence)
      if (end === null) return null
      const code = text.slice(at + fence.length, end).replace(/\\(.)/gs, '$1')
      words += fence === '```' ? code.replace(/^\w*\n/, '') : code
      at = end + fence.length
    } else if (sign === '[') {
      open.push(']')
      at += 1
    } else if (sign === ']' && open.at(-1) === ']') {
      const [link] = /^\]\((?:\\.|[^\\)])+\)/.exec(text.slice(at)) ?? []
      if (!link) return null
      open.pop()
      at += link.length
    } else if (marks.has(sign)) {
      if (open.at(-1) === sign) open.pop()
      else open.push(sign)
      at += 1
    } else if (sign === '>') {
      if (at > 0 && text.charAt(at - 1) !== '\n') return null
      at += 1
    } else if (reserved.has(sign)) {
      return null
    } else {
      words += sign
      at += 1
    }
  }
  return open.length === 0 ? words : null
}

function endOfCode(text: string, from: number, fence: string): number | null {
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === '\\') at += 1
    else if (text.startsWith(fence, at)) return at
  }
  return null
}
