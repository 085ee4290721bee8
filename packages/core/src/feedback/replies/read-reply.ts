import { type MailHeaders, headerValue } from '../mail/mail-headers'
import { attributionLength } from './attributions'
import { borderLength } from './borders'
import { linesOfHtml } from './html-lines'
import { isBlank, type MailLine, textOf } from './mail-line'
import { signatureStart } from './signature'
import { linesOfText } from './text-lines'

/** A mail as it was parsed: its bodies decoded, its header fields in order. */
export type ReplyMail = { text: string | null; html: string | null; headers: MailHeaders }

export type Reply = {
  /** What the sender has written for this mail: pieces between quotes in their order, a free line between. May be empty. */
  reply: string
  /** The reply with its signatures, as it stands in the mail. */
  visible: string
  /** Earlier messages, forwarded ones too, with the lines that introduce them. */
  quoted: string
  /** Signatures, what phones add, and legal notices. */
  signature: string
}

/** Nobody's answer has more. */
const mostLines = 20_000

/**
 * Tells what somebody has written in a reply from what their mail program has put around it. The plain text is read, and the HTML where
 * there is none, or where only the HTML marks what is quoted. Pure; takes time in proportion to the length, a megabyte at most is read.
 */
export function readReply(mail: ReplyMail): Reply {
  const sender = displayName(headerValue(mail.headers, 'from') ?? '')
  const plain = mail.text?.trim() ? separate(linesOfText(mail.text), sender) : null
  if (!mail.html || (plain && plain.quoted !== '')) return plain ?? nothing
  const marked = separate(linesOfHtml(mail.html), sender)
  return !plain || marked.quoted !== '' ? marked : plain
}

const nothing: Reply = { reply: '', visible: '', quoted: '', signature: '' }

function separate(all: MailLine[], sender: string): Reply {
  const lines = markQuotes(all.slice(0, mostLines))
  const pieces = ownPieces(lines).map((piece) => {
    const start = signatureStart(piece, sender)
    return { all: textOf(piece), own: textOf(piece.slice(0, start)), signature: textOf(piece.slice(start)) }
  })
  const joined = (texts: string[]) => texts.filter((text) => text !== '').join('\n\n')
  return {
    reply: joined(pieces.map(({ own }) => own)),
    visible: joined(pieces.map((piece) => piece.all)),
    quoted: textOf(lines.filter(({ quoted }) => quoted)),
    signature: joined(pieces.map(({ signature }) => signature)),
  }
}

/** Marks what introduces a quote, and what stands below it unless that has marks of its own: then answers may stand between. */
function markQuotes(lines: MailLine[]): MailLine[] {
  const marked = lines.map((line) => ({ ...line }))
  for (let at = 0; at < marked.length; at++) {
    if (marked[at]?.quoted) continue
    const length = borderLength(marked, at) || attributionLength(marked, at)
    if (length === 0) continue
    const end = isQuotedBelow(marked, at + length) ? at + length : marked.length
    for (let index = at; index < end; index++) {
      const line = marked[index]
      if (line) line.quoted = true
    }
    at = end - 1
  }
  return marked
}

function isQuotedBelow(lines: readonly MailLine[], from: number): boolean {
  for (let at = from; at < lines.length; at++) {
    const line = lines[at]
    if (line && (line.quoted || !isBlank(line))) return line.quoted
  }
  return false
}

/** What stands between quotes. */
function ownPieces(lines: readonly MailLine[]): MailLine[][] {
  const pieces: MailLine[][] = [[]]
  for (const line of lines) {
    if (!line.quoted) pieces.at(-1)?.push(line)
    else if (pieces.at(-1)?.length !== 0) pieces.push([])
  }
  return pieces
}

/** Of `"Ada Lindqvist" <ada@example.com>`; empty where there is an address alone. */
const displayName = (from: string) =>
  from
    .slice(0, 300)
    .replace(/<[^>]*>?.*$/s, '')
    .replace(/["']/g, '')
    .replace(/^(.*), (.*)$/, '$2 $1')
    .trim()
    .replace(/^\S*@\S*$/, '')
