import { closingOf } from './closings'
import { isContact, isName, isNameOf } from './contacts'
import { isDisclaimer } from './disclaimers'
import { bareLine, isBlank, type MailLine } from './mail-line'
import { isMobileFooter } from './mobile-footers'

/** A signature is short; more below a closing formula is something else. */
const mostLines = 15
const longestLine = 100

/**
 * Where the signature begins in what somebody wrote in one piece: its index, or the number of lines when there is none. `sender` is the
 * display name of who wrote. What only looks like a signature is kept while nothing stands above it: somebody may answer with their name.
 */
export function signatureStart(lines: readonly MailLine[], sender: string): number {
  let end = lines.length
  const cut = (at: number) => {
    end = Math.min(end, at)
    while (end > 0 && blankAt(lines, end - 1)) end--
  }
  cut(end)
  cut(delimited(lines.slice(0, end)))
  cut(footed(lines.slice(0, end)))
  cut(noticed(lines.slice(0, end)))
  cut(closed(lines.slice(0, end)))
  cut(contacted(lines.slice(0, end)))
  cut(named(lines.slice(0, end), sender))
  // A name may have stood below the formula.
  cut(closed(lines.slice(0, end)))
  return end
}

const blankAt = (lines: readonly MailLine[], index: number) => {
  const line = lines[index]
  return line === undefined || isBlank(line)
}

/** '-- ' on a line of its own (RFC 3676, 4.3), which some programs write otherwise; or what markup says is a signature. */
function delimited(lines: readonly MailLine[]): number {
  const at = lines.findIndex(
    ({ text, mark }) =>
      mark === 'signature' || /^(?:--|—|––|-- -|---|__|_{3,}|\*{5,}|={5,})$/u.test(text.slice(0, 100).trim()),
  )
  if (at === -1) return lines.length
  const isStandard = lines[at]?.mark === 'signature' || /^-- ?$/.test(lines[at]?.text ?? '')
  // A rule may divide an answer as well.
  const below = lines.slice(at + 1)
  return isStandard || (at > 0 && isShort(below)) || at === lines.length - 1 ? at : lines.length
}

function footed(lines: readonly MailLine[]): number {
  const at = lines.findLastIndex(({ text }) => isMobileFooter(text))
  if (at === -1) return lines.length
  // Several programs add theirs one below the other.
  let first = at
  while (first > 0 && (blankAt(lines, first - 1) || isMobileFooter(lines[first - 1]?.text ?? ''))) first--
  const above = lines.slice(0, first).some((line) => !isBlank(line))
  const below = lines.slice(at + 1)
  if (!below.some((line) => !isBlank(line))) return first
  return above && isShort(below) ? first : lines.length
}

/** From the first paragraph on that is a legal notice, if words stand above it. */
function noticed(lines: readonly MailLine[]): number {
  for (const { start, text } of paragraphs(lines)) if (start > 0 && isDisclaimer(text)) return withRule(lines, start)
  return lines.length
}

/** With the line of dashes or stars above it. */
function withRule(lines: readonly MailLine[], start: number): number {
  let at = start
  while (at > 0 && /^[\s*_=–—-]*$/u.test(lines[at - 1]?.text.slice(0, longestLine) ?? '')) at--
  return at
}

/** From a closing formula on, if all that follows is short and says nothing. */
function closed(lines: readonly MailLine[]): number {
  for (let at = Math.max(0, lines.length - mostLines); at < lines.length; at++) {
    const closing = closingOf(lines[at]?.text ?? '')
    if (!closing || !lines.slice(0, at).some((line) => !isBlank(line))) continue
    const below = lines.slice(at + 1).filter((line) => !isBlank(line))
    if (closing === 'thanks' && (below.length === 0 || !isName(below[0]?.text ?? ''))) continue
    if (below.length === 0 || (isShort(below) && !below.some(saysMore))) return at
  }
  return lines.length
}

const saysMore = ({ text }: MailLine) => {
  const bare = bareLine(text)
  return /^p\.? ?s\.?[ :.]/i.test(bare) || /[?]$/.test(bare) || (/[.!]$/.test(bare) && bare.split(' ').length > 5)
}

/** The last paragraph, where it begins with a name and says how to reach somebody. */
function contacted(lines: readonly MailLine[]): number {
  const all = paragraphs(lines)
  for (const { start } of all.slice(1).slice(-3)) {
    const block = lines.slice(start).filter((line) => !isBlank(line))
    if (block.length < 2 || !isShort(block) || block.some(saysMore)) continue
    if (isName(block[0]?.text ?? '') && block.slice(1).some(({ text }) => isContact(text))) return start
  }
  return lines.length
}

/** The sender's name at the end, with what stands below it; or any name with a dash before it. */
function named(lines: readonly MailLine[], sender: string): number {
  const written = lines.filter((line) => !isBlank(line)).length
  const last = lines.at(-1)
  if (!last || written < 2) return lines.length
  for (let at = Math.max(1, lines.length - 6); at < lines.length; at++) {
    const text = lines[at]?.text ?? ''
    const below = lines.slice(at + 1)
    const standsAlone = blankAt(lines, at - 1) || at === lines.length - 1
    if (standsAlone && isNameOf(text, sender) && isShort(below) && !below.some(saysMore)) return at
  }
  return /^[-–—~] ?\p{Lu}[\p{L}.]*(?: \p{Lu}[\p{L}.]*)?$/u.test(bareLine(last.text)) ? lines.length - 1 : lines.length
}

const isShort = (lines: readonly MailLine[]) =>
  lines.filter((line) => !isBlank(line)).length <= mostLines && lines.every(({ text }) => text.length <= longestLine)

function paragraphs(lines: readonly MailLine[]): { start: number; text: string }[] {
  const found: { start: number; text: string }[] = []
  lines.forEach((line, index) => {
    if (isBlank(line)) return
    const last = found.at(-1)
    if (last && !blankAt(lines, index - 1)) last.text += `\n${line.text}`
    else found.push({ start: index, text: line.text })
  })
  return found
}
