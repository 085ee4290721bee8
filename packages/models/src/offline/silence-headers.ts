import type { ItemSnapshot } from '@switchboard/core/items'

/** What mail programs put above a message they forward. */
const mark =
  /^[>\s]*(?:-{2,}\s*(?:forwarded|original|weitergeleitete|ursprüngliche|message|mensaje|messaggio|mensagem)\b.*|begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message réexpédié\s*:)\s*$/i
const sender = String.raw`from|von|de|da|van|från|fra`
const others = String.raw`sent|gesendet|envoyé|enviado(?: el)?|inviato|verzonden|skickat|date|datum|data|fecha|to|an|à|para|a|aan|till|til|cc|kopie|bcc|reply-to|antwort an|subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne`
const senderLine = new RegExp(String.raw`^[>\s]*\*?(?:${sender})\s*:\*?\s*\S`, 'i')
const headerLine = new RegExp(String.raw`^[>\s]*\*?(?:${sender}|${others})\s*:\*?(?:\s|$)`, 'i')

/** A long list of recipients is wrapped, and some programs leave a line free between headers. */
const widestGap = 2

/**
 * The item without the headers of forwarded messages: whom they name and what they are called asks for nothing, and 'From: Design
 * Weekly' reads like a command. Blanks take their place: quotes from the rest stand where they stood.
 */
export function silenceHeaders(item: ItemSnapshot): ItemSnapshot {
  const lines = item.text.split('\n')
  const silent = new Set<number>()
  for (let index = 0; index < lines.length; index++) {
    if (mark.test(lines[index] ?? '')) silent.add(index)
    if (!headerLine.test(lines[index] ?? '')) continue
    const end = endOfHeaders(lines, index)
    const block = lines.slice(index, end + 1)
    // One such line alone may be the writer's own: 'To: everybody'.
    if (end > index && block.some((line) => senderLine.test(line))) for (let at = index; at <= end; at++) silent.add(at)
    index = end
  }
  if (silent.size === 0) return item
  return { ...item, text: lines.map((line, index) => (silent.has(index) ? ' '.repeat(line.length) : line)).join('\n') }
}

/** The last of the header lines that begin here. */
function endOfHeaders(lines: string[], first: number): number {
  let last = first
  for (let index = first + 1; index <= last + widestGap && index < lines.length; index++)
    if (headerLine.test(lines[index] ?? '')) last = index
  return last
}
