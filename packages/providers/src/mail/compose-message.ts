import { SwitchboardError } from '@switchboard/core/errors'
import type { SendRequest } from '@switchboard/core/ports/message-channel'
import { z } from 'zod'
import { ownMailHeader } from './own-mail'
import { renderMessage } from './render-message'

const messageIdSchema = z.string().regex(/^<[^<>\s\p{Cc}]+>$/u)

/** Where a mail stands in its thread. */
export const mailPlaceSchema = z.object({
  messageId: messageIdSchema,
  /** Of the thread, without 'Re:'. Programs keep together what has the same. */
  subject: z.string(),
  /** Of the mails before it, the oldest first. */
  references: z.array(messageIdSchema),
})
export type MailPlace = z.infer<typeof mailPlaceSchema>

export type Composed = { raw: Buffer; to: string; place: MailPlace }

/** What every mail of ours is made with. `from`, where it is a text: an address, with or without a name. */
export type Composing = { from: string | { name: string; address: string }; publicUrl: string; now: Date }

/** Of RFC 5321 as far as it is in use: no quotes, no comments, nothing that could end a header or a command. */
const addressSchema = z
  .string()
  .max(320)
  .regex(/^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u)
const withoutTitle = 'A message from Switchboard'
/** Longer chains say nothing more (RFC 5322 wants the first and the last). */
const mostReferences = 20

/**
 * The Message-ID of an attempt: the same when it is made again, and looked for when its answer was lost. What may not stand in its left part
 * (RFC 5322, section 3.6.4) is written by its number.
 */
export function messageIdOf(key: string, publicUrl: string): string {
  const left = key.replace(/[^A-Za-z0-9-]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16) ?? ''}_`)
  return `<${left}@${new URL(publicUrl).hostname}>`
}

/**
 * A message as MIME (RFC 5322), in plain text and HTML. It says that a machine has sent it (RFC 3834), and where no more of the kind is
 * asked for (RFC 2369, RFC 8058). Throws gone for what is no mail address.
 */
export async function composeMessage(
  { address, message, key, thread, replyTo }: SendRequest,
  composing: Composing,
): Promise<Composed> {
  const to = addressSchema.safeParse(address).data
  if (!to) throw new SwitchboardError('gone', 'This is not a mail address.')
  const { from, publicUrl, now } = composing
  const {
    subject: title,
    html,
    text,
  } = renderMessage(message, publicUrl, replyTo === undefined ? null : (message.replyHint ?? null))
  const answered = mailPlaceSchema.safeParse(thread).data
  const references = answered ? [...answered.references, answered.messageId].slice(-mostReferences) : []
  const subject = answered?.subject ?? (title || withoutTitle)
  const messageId = messageIdOf(key, publicUrl)
  const unsubscribe = message.unsubscribeUrl === null ? null : new URL(message.unsubscribeUrl).href
  // Only where it is used: it costs every process some memory.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js')
  const composer = new MailComposer({
    from,
    to: { name: '', address: to },
    ...(replyTo === undefined ? {} : { replyTo: { name: 'Switchboard', address: replyTo } }),
    subject: answered ? `Re: ${subject}` : subject,
    messageId,
    ...(answered ? { inReplyTo: answered.messageId, references } : {}),
    date: now,
    text,
    html,
    headers: {
      [ownMailHeader]: message.template,
      'Auto-Submitted': 'auto-generated',
      // Exchange answers by itself what this does not forbid.
      'X-Auto-Response-Suppress': 'All',
      ...(unsubscribe === null
        ? {}
        : {
            // As it is: an address that is broken over lines is no longer one.
            'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const mail = composer.compile()
  // As servers know it: a domain in letters of its own is written in others.
  const [recipient = to] = mail.getEnvelope().to
  return { raw: await mail.build(), to: recipient, place: { messageId, subject, references } }
}
