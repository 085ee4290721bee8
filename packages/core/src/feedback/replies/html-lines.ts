import { type ElementMark, markOf } from './html-marks'
import { readTokens } from './html-tokens'
import { longestBody, type MailLine } from './mail-line'

type OpenElement = { name: string; mark: ElementMark; hidden: boolean; pre: boolean; quoteSeen: boolean }

/** Elements below this depth are read as if they stood in the one above. */
const deepest = 200
const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))
const blocks = words(
  'address article blockquote body center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr html li ol p pre section table tbody td tr ul',
)
const voids = words('area base br col embed hr img input link meta source track wbr')
const unread = words('head script style title template noscript')
/** One of these ends the one that is open. */
const siblings = words('p li tr td dt dd')
const hides = /display: ?none|visibility: ?hidden|mso-hide: ?all/i

/**
 * The lines of an HTML mail as a person sees them, with what its elements mark as quoted, as a border or as a signature. Takes time in
 * proportion to the length.
 */
export function linesOfHtml(html: string): MailLine[] {
  const lines: MailLine[] = []
  const open: OpenElement[] = []
  let tooDeep = 0
  let text = ''
  let mark: MailLine['mark'] = null

  const isQuoted = () => open.some((entry) => entry.mark === 'quoted' || (entry.mark === 'opens' && !entry.quoteSeen))
  const isSigned = () => open.some((entry) => entry.mark === 'signature')

  function endLine(keepEmpty: boolean) {
    const line = text.trim()
    text = ''
    if (line === '' && !keepEmpty) return
    lines.push({
      text: line,
      quoted: isQuoted() || line.startsWith('>'),
      mark: mark ?? (isSigned() ? 'signature' : null),
    })
    // A border may stand before an empty line; it holds until words come.
    if (line !== '') mark = null
  }

  function close(name: string) {
    if (voids.has(name)) return
    if (tooDeep > 0) {
      tooDeep--
      return
    }
    const at = open.findLastIndex((entry) => entry.name === name)
    if (at === -1) return
    if (open.slice(at).some((entry) => blocks.has(entry.name))) endLine(false)
    open.length = at
    if (name === 'p') endParagraph()
  }

  function endParagraph() {
    const last = lines.at(-1)
    if (last && last.text !== '') lines.push({ text: '', quoted: last.quoted, mark: null })
  }

  readTokens(html.slice(0, longestBody).toWellFormed(), {
    open(name, attributes) {
      if (name === 'br') return endLine(true)
      if (siblings.has(name) && open.at(-1)?.name === name) close(name)
      if (blocks.has(name)) endLine(false)
      const own = markOf(name, attributes)
      if (own === 'border' || own === 'rule') mark = mark === 'border' ? mark : own
      if (name === 'blockquote') for (const entry of open) entry.quoteSeen = true
      if (voids.has(name)) return
      if (open.length >= deepest) {
        tooDeep++
        return
      }
      open.push({
        name,
        mark: own,
        hidden: unread.has(name) || hides.test(attributes.style),
        pre: name === 'pre' || /white-space: ?pre/i.test(attributes.style),
        quoteSeen: false,
      })
    },
    close,
    text(piece) {
      if (open.some((entry) => entry.hidden)) return
      if (!open.some((entry) => entry.pre)) {
        text += piece.replace(/[ \t\r\n\f]+/g, ' ')
        return
      }
      const [first = '', ...rest] = piece.split(/\r\n|\r|\n/)
      text += first
      for (const line of rest) {
        endLine(true)
        text = line
      }
    },
  })
  endLine(false)
  return lines
}
