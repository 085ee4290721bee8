/**
 * Splits a mail's plain text into what its sender wrote and the earlier messages quoted below. A forwarded message is what
 * the mail is about and stays.
 */
export function splitQuotes(text: string): { written: string; quoted: string } {
  const lines = text.split('\n')
  const at = lines.findIndex((_, index) => startsQuote(lines, index))
  // A mail that quotes first and answers below keeps everything: the answer would be lost otherwise.
  if (at <= 0 || lines.slice(0, at).every((line) => line.trim() === '')) return stripInlineQuotes(lines)
  return { written: trimBlank(lines.slice(0, at)), quoted: trimBlank(lines.slice(at)) }
}

/** 'On Monday, Ada wrote:' as mail programs put it in the languages they are used in; may run over two or three lines. */
const attributions = [
  /^(on|am|le|el|il|op|den|em|no dia|dnia)\b.{4,200}(wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał[(a)]*)\b.{0,80}:?\s*$/i,
  /^.{2,120}<[^>\s]+@[^>\s]+>\s*(wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev)?\s*:\s*$/i,
  /^.{4,80}(のメール|さんは書きました).{0,20}[::]\s*$/,
]
const separators = [
  /^-{2,}\s*(original message|ursprüngliche nachricht|message d['’]origine|mensaje original|messaggio originale|mensagem original)\s*-{2,}$/i,
  /^_{20,}$/,
]
const forwards =
  /^-{2,}\s*(forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado)|^begin forwarded message:/i
const headerStart = /^\*?(from|von|de|da)\s*:\*?\s*\S/i
const headerNext =
  /^\*?(sent|gesendet|envoyé|enviado|inviato|date|datum|to|an|à|para|subject|betreff|objet|asunto)\s*:\*?/i

function startsQuote(lines: string[], index: number): boolean {
  const line = lines[index]?.trim() ?? ''
  const before = lines.slice(0, index)
  if (before.some((earlier) => forwards.test(earlier.trim()))) return false
  if (separators.some((pattern) => pattern.test(line))) return hasHeadersBelow(lines, index)
  if (headerStart.test(line) && headerNext.test(lines[index + 1]?.trim() ?? '')) return true
  const joined = [line, lines[index + 1]?.trim(), lines[index + 2]?.trim()]
  const attribution = [1, 2, 3].some((count) => {
    const candidate = joined.slice(0, count).join(' ')
    return attributions.some((pattern) => pattern.test(candidate)) && quoteFollows(lines, index + count)
  })
  return attribution || (line.startsWith('>') && restIsQuoted(lines, index))
}

const hasHeadersBelow = (lines: string[], index: number) =>
  lines.slice(index + 1, index + 5).some((line) => headerStart.test(line.trim())) ||
  /message|nachricht|mensa/i.test(lines[index] ?? '')

function quoteFollows(lines: string[], from: number): boolean {
  const next = lines.slice(from).find((line) => line.trim() !== '')
  if (next === undefined) return true
  // Some programs quote without marks: the attribution line itself is then the border.
  return next.trim().startsWith('>') || lines.slice(from).length > 0
}

const restIsQuoted = (lines: string[], index: number) =>
  lines.slice(index).every((line) => line.trim() === '' || line.trim().startsWith('>'))

/** Answers written between quoted lines: the quoted lines go, the answers stay. */
function stripInlineQuotes(lines: string[]): { written: string; quoted: string } {
  const quoted = lines.filter((line) => line.startsWith('>'))
  const written = trimBlank(lines.filter((line) => !line.startsWith('>')))
  return written === '' ? { written: trimBlank(lines), quoted: '' } : { written, quoted: trimBlank(quoted) }
}

const trimBlank = (lines: string[]) => lines.join('\n').trim()
