import PostalMime, { type Address, type Email } from 'postal-mime'
import type { EmailItem } from '@switchboard/core/items'
import { cutTags } from './cut-tags'
import { htmlToPlain } from './html-to-plain'
import { splitQuotes } from './split-quotes'

/** `threadId`: the mail with which its thread began, for who has no thread of the service. */
export type ParsedMail = Omit<EmailItem, 'externalId' | 'receivedAt' | 'url' | 'labels' | 'unread' | 'snippet'>

/** Longer bodies are cut here, in UTF-16 units; nobody reads on, and no model should. */
const longestText = 100_000
/** What is written and what is quoted, before they are told apart. */
const longestPlain = 2 * longestText
const longestHtml = 400_000
/** Subjects are shown in lists; those of people end long before. */
const longestTitle = 1_000

/**
 * Parses a raw message (RFC 5322, MIME) into the parts of an item that stand in it. Broken mail gives what can be read of it.
 */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  const mail = await readMime(raw)
  const html = mail.html ? cutTags(beginningOf(clean(mail.html), longestHtml)) : null
  const plain = clean(mail.text?.trim() ? mail.text : html ? htmlToPlain(html) : '')
  const { written, quoted } = splitQuotes(plain.slice(0, longestPlain).toWellFormed().replace(/\r\n?/g, '\n').trim())
  const [sender] = people(mail.from ? [mail.from] : mail.sender ? [mail.sender] : [])
  return {
    kind: 'email',
    title: beginningOf(oneLine(mail.subject ?? ''), longestTitle).toWellFormed() || '(no subject)',
    sender: sender ?? { name: 'Unknown sender', address: null },
    text: cut(written, longestText),
    quotedText: cut(quoted, longestText),
    html,
    to: people(mail.to ?? []),
    cc: people(mail.cc ?? []),
    threadId: threadOf(mail),
    messageId: oneLine(mail.messageId ?? '') || null,
    inReplyTo: oneLine(mail.inReplyTo ?? '') || null,
    attachments: attachmentsOf(mail),
    bulk: isBulk(mail),
  }
}

/** The parts of a message as they stand in it. */
export const readMime = (raw: Uint8Array): Promise<Email> =>
  PostalMime.parse(cutLines(raw), { attachmentEncoding: 'arraybuffer' })

/** A server takes no longer line (RFC 5322). */
const longestId = 998
const idInIt = /<[^<>\s]+>/

/**
 * The id of the first mail of a thread: programs for mail name it first of all to which they answer, or, where they name only one, that. One that answers
 * nothing begins a thread. Null where ids are missing. (RFC 5322, 3.6.4)
 */
function threadOf({ references, inReplyTo, messageId }: Email): string | null {
  for (const ids of [references, inReplyTo, messageId]) {
    const [id = ''] = idInIt.exec(oneLine(ids ?? '')) ?? []
    if (id !== '' && id.length <= longestId) return id
  }
  return null
}

/** The longest mail that services take has fewer lines; the parser takes its time for each, an empty one too. */
const mostLines = 400_000
const lineFeed = 10

function cutLines(raw: Uint8Array): Uint8Array {
  let at = -1
  for (let count = 0; count < mostLines; count++) {
    at = raw.indexOf(lineFeed, at + 1)
    if (at === -1) return raw
  }
  return raw.subarray(0, at)
}

function people(addresses: Address[]): { name: string; address: string | null }[] {
  return addresses.flatMap((entry) =>
    entry.group
      ? people(entry.group)
      : [
          {
            name: oneLine(entry.name ?? '') || oneLine(entry.address ?? '') || 'Unknown',
            address: entry.address ? oneLine(entry.address) : null,
          },
        ],
  )
}

/** Inline pictures of the HTML body are part of it, not attachments. */
export const attachmentsOf = (mail: Email) =>
  mail.attachments
    .filter((attachment) => attachment.disposition !== 'inline' && !attachment.related)
    .map((attachment) => ({
      fileName: oneLine(attachment.filename ?? '') || 'unnamed',
      mimeType: clean(attachment.mimeType),
      sizeBytes: typeof attachment.content === 'string' ? attachment.content.length : attachment.content.byteLength,
    }))

/** Sent to many or by a machine: List-Id (RFC 2919), List-Unsubscribe (RFC 2369), Auto-Submitted (RFC 3834), Precedence. */
function isBulk(mail: Email): boolean {
  return mail.headers.some(({ key, value }) => {
    const text = value.toLowerCase()
    return (
      key === 'list-id' ||
      key === 'list-unsubscribe' ||
      (key === 'auto-submitted' && !text.startsWith('no')) ||
      (key === 'precedence' && /bulk|list|junk/.test(text))
    )
  })
}

/** An encoded word can carry line breaks and controls into a name; where it stands beside other facts it could forge one of them. */
const oneLine = (text: string) =>
  clean(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()

/** PostgreSQL takes no NUL in JSON, and lone surrogates are no text. */
export const clean = (text: string) =>
  text
    .replaceAll('\0', '')
    .replace(/[\u0080-\u009F]/g, (control) => windows1252[control.charCodeAt(0) - 0x80] ?? '')
    .toWellFormed()

/**
 * Node 20 decodes windows-1252 as if it were ISO-8859-1 (https://github.com/nodejs/node/issues/56542): quotes, dashes and the
 * euro sign come out as control characters, which no mail means. The characters of 0x80 to 0x9F; five have none.
 */
const windows1252 = [...'€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ'].map((character) =>
  character === '\0' ? '' : character,
)

/** A string of its own: a slice keeps in memory all that it is cut from, for as long as its batch is held. */
const beginningOf = (text: string, longest: number) =>
  text.length <= longest ? text : Buffer.from(text.slice(0, longest), 'utf16le').toString('utf16le')

const cut = (text: string, longest: number) =>
  text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}\n[…]`
