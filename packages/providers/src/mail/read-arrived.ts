import type { ArrivedReply } from '@switchboard/core/ports/mail-reply'
import { type MailPlace, mailPlaceSchema } from './compose-message'
import { attachmentsOf, clean, readMime } from './parse-mail'

/** Headers of more than this are nobody's. */
const longestHead = 64_000
/** Nobody reads on in an answer; in UTF-16 units. */
const longestBody = 1_000_000
/** As `createAddressTag` and `messageIdOf` make them; whether we have made one is for others to say. */
const ownTag = /\+[0-9a-v]{48}@/i
const ownMessageId = /^(?:in-reply-to|references):.*<[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@/im

/** Whether a raw mail may answer one of ours: it went to an address with a tag, or names a Message-ID of our form. */
export function mayAnswerUs(raw: Uint8Array): boolean {
  const [head = ''] = Buffer.from(raw.subarray(0, longestHead))
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)
  return ownTag.test(head) || ownMessageId.test(head.replace(/\r?\n[ \t]+/g, ' '))
}

type Arrived = Pick<ArrivedReply, 'mail' | 'attachments'> & {
  /** Null for a mail without a Message-ID, which nothing can answer. */
  place: MailPlace | null
}

/** What such a mail says. Throws for one that no parser takes. */
export async function readArrived(raw: Uint8Array): Promise<Arrived> {
  const mail = await readMime(raw)
  const body = (text: string | undefined) => (text ? clean(text.slice(0, longestBody)) : null)
  const references = (mail.references ?? '').match(/<[^<>\s]+>/g) ?? []
  const place = mailPlaceSchema.safeParse({
    messageId: mail.messageId,
    subject: clean(mail.subject ?? '').replace(/^(?:\s*re\s*:)+\s*/i, ''),
    references: references.filter((id) => mailPlaceSchema.shape.messageId.safeParse(id).success),
  })
  return {
    mail: {
      text: body(mail.text),
      html: body(mail.html),
      headers: mail.headers.map(({ key, value }) => ({ key, value: clean(value) })),
    },
    attachments: attachmentsOf(mail).map(({ fileName: name, mimeType: type, sizeBytes: bytes }) => ({
      name,
      type,
      bytes,
    })),
    place: place.data ?? null,
  }
}
