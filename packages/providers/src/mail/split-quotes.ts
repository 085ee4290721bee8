/**
 * Splits a mail's plain text into what its sender wrote and the earlier messages quoted below. A forwarded message is what
 * the mail is about and stays.
 */
export function splitQuotes(text: string): { written: string; quoted: string } {
  const lines = text.split('\n')
  // What follows a forward is the forwarded message, quotes and all.
  const forward = lines.findIndex((line) => forwards.test(line.trim()))
  const quotedFrom = lines.findLastIndex((line) => line.trim() !== '' && !line.trim().startsWith('>')) + 1
  const own = forward === -1 ? lines : lines.slice(0, forward + 1)
  const at = own.findIndex((_, index) => startsQuote(lines, index, quotedFrom))
  // A mail that quotes first and answers below keeps everything: the answer would be lost otherwise.
  if (at <= 0 || lines.slice(0, at).every((line) => line.trim() === '')) return stripInlineQuotes(lines)
  return { written: trimBlank(lines.slice(0, at)), quoted: trimBlank(lines.slice(at)) }
}

const wrote =
  'wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał(?:[(]?a[)]?)?|написала?|написал[(]а[)]'

/** 'On Monday, Ada wrote:' as mail programs put it in the languages they are used in; may run over two or three lines. */
const attributions = [
  new RegExp(`^(on|am|le|el|il|op|den|em|no dia|dnia)\\b.{4,200}(?:${wrote})(?=\\W|$).{0,80}:?\\s*$`, 'i'),
  new RegExp(`^.{2,120}<\\s*[^>\\s]+@[^>\\s]+>\\s*(?:${wrote})?\\s*:\\s*$`, 'i'),
  /^.{4,80}(のメール|さんは書きました).{0,20}[::]\s*$/,
]
const longestAttribution = 3
/** A name, an address and a time are short; the patterns' time grows with the square of a line's length. */
const longestAttributionLine = 500
const separators = [
  /^-{2,}\s*(original message|ursprüngliche nachricht|message d['’]origine|mensaje original|messaggio originale|mensagem original)\s*-{2,}$/i,
  /^_{20,}$/,
]
const forwards =
  /^-{2,}\s*(forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado)|^begin forwarded message:/i
const headerStart = /^\*?(from|von|de|da)\s*:\*?\s*\S/i
const headerNext =
  /^\*?(sent|gesendet|envoyé|enviado|inviato|date|datum|to|an|à|para|subject|betreff|objet|asunto)\s*:\*?/i

/** `quotedFrom`: from this line on all are quoted or empty. */
function startsQuote(lines: string[], index: number, quotedFrom: number): boolean {
  const line = lines[index]?.trim() ?? ''
  if (separators.some((pattern) => pattern.test(line))) return hasHeadersBelow(lines, index)
  if (headerStart.test(line) && headerNext.test(lines[index + 1]?.trim() ?? '')) return true
  return attributionLength(lines, index) > 0 || (line.startsWith('>') && index >= quotedFrom)
}

/** How many lines the attribution that begins here takes; 0 when none does. */
function attributionLength(lines: string[], index: number): number {
  for (let count = 1; count <= longestAttribution; count++) {
    const wrapped = lines.slice(index, index + count).map((line) => line.trim())
    if (wrapped.length < count || wrapped.some((line) => line === '' || line.length > longestAttributionLine)) return 0
    const matches = (from: number) => {
      const candidate = wrapped.slice(from).join(' ')
      return attributions.some((pattern) => pattern.test(candidate))
    }
    // What stands above a line that is an attribution by itself was written by the sender.
    const above = wrapped.some((_, from) => from > 0 && matches(from))
    if (matches(0) && !above && isQuoteBorder(wrapped.join(' '), lines[index + count])) return count
  }
  return 0
}

/** Some programs quote without marks: then the attribution names a time or an address, which prose rarely does. */
const isQuoteBorder = (attribution: string, next: string | undefined) =>
  next === undefined || next.trim() === '' || next.trim().startsWith('>') || /\d|@/.test(attribution)

const hasHeadersBelow = (lines: string[], index: number) =>
  lines.slice(index + 1, index + 5).some((line) => headerStart.test(line.trim())) ||
  /message|nachricht|mensa/i.test(lines[index] ?? '')

/** Answers written between quoted lines: the quoted lines and what introduces them go, the answers stay. */
function stripInlineQuotes(lines: string[]): { written: string; quoted: string } {
  const isQuoted = lines.map((line) => line.startsWith('>'))
  for (let index = 0; index < lines.length; index++) {
    const count = attributionLength(lines, index)
    if (count > 0 && isQuoted[index + count]) isQuoted.fill(true, index, index + count)
  }
  const written = trimBlank(lines.filter((_, index) => !isQuoted[index]))
  return written === ''
    ? { written: trimBlank(lines), quoted: '' }
    : { written, quoted: trimBlank(lines.filter((_, index) => isQuoted[index])) }
}

const trimBlank = (lines: string[]) => lines.join('\n').trim()
