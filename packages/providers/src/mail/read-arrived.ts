import type { ArrivedReply } from '@switchboard/core/ports/mail-reply'
import { type MailPlace, mailPlaceSchema } from './compose-message'
import { attachmentsOf, clean, readMime } from './parse-mail'
import { readBounce } from './read-bounce'

/** Headers of more than this are nobody's. */
const longestHead = 64_000
/** Nobody reads on in an answer; in UTF-16 units. */
const longestBody = 1_000_000
/** As `createAddressTag` and `messageIdOf` make them; whether we have made one is for others to say. */
const ownTag = /\+[0-9a-v]{48}@/i
const ownMessageId = /^(?:in-reply-to|references):.*<[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@/im

/** An address with a short name behind its `+`, where it was sent to: so agents are written to. */
const toTagged = /^(?:to|cc|delivered-to|x-original-to|x-delivered-to|envelope-to):.*\+[a-z0-9-]{1,48}@/im

/** RFC 6522. */
const report = /^content-type:\s*multipart\/report\b/im

/**
 * Whether a raw mail may answer one of ours, be for an agent, or report of one of ours: it went to an address with a tag or short name, names a
 * Message-ID of our form, or is a report.
 */
export function mayBeForUs(raw: Uint8Array): boolean {
  const [head = ''] = Buffer.from(raw.subarray(0, longestHead))
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)
  const unfolded = head.replace(/\r?\n[ \t]+/g, ' ')
  if (report.test(unfolded)) return true
  return ownTag.test(head) || toTagged.test(unfolded) || ownMessageId.test(unfolded)
}

type Arrived = Pick<ArrivedReply, 'mail' | 'subject' | 'bounce' | 'attachments'> & {
  /** Null for a mail without a Message-ID, which nothing can answer. */
  place: MailPlace | null
}

/** What such a mail says. Throws for one that no parser takes. */
export async function readArrived(raw: Uint8Array): Promise<Arrived> {
  const mail = await readMime(raw)
  const body = (text: string | undefined) => (text ? clean(text.slice(0, longestBody)) : null)
  const references = (mail.references ?? '').match(/<[^<>\s]+>/g) ?? []
  const subject = clean(mail.subject ?? '').trim()
  const place = mailPlaceSchema.safeParse({
    messageId: mail.messageId,
    subject: subject.replace(/^(?:\s*re\s*:)+\s*/i, ''),
    references: references.filter((id) => mailPlaceSchema.shape.messageId.safeParse(id).success),
  })
  return {
    mail: {
      text: body(mail.text),
      html: body(mail.html),
      headers: mail.headers.map(({ key, value }) => ({ key, value: clean(value) })),
    },
    subject,
    bounce: await readBounce(mail),
    attachments: attachmentsOf(mail).map(({ fileName: name, mimeType: type, sizeBytes: bytes }) => ({
      name,
      type,
      bytes,
    })),
    place: place.data ?? null,
  }
}
