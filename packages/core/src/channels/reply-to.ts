import type { Context } from '../context'
import { createAddressTag } from '../feedback/mail/address-tag'
import { isAnswerable } from '../mail-replies/answerable'
import type { SendRequest } from '../ports/message-channel'
import type { Attempt } from './send-by-way'

/** So long an answer to a mail is known by its address. */
const goodForMs = 30 * 86_400_000

/** The address at which an answer to a message is read, signed for it and its person; nothing where none is. */
export function replyTo(
  { cipher }: Pick<Context, 'cipher'>,
  { loaded: { message }, way, startedAt }: Attempt,
): Pick<SendRequest, 'replyTo'> {
  const { id: sentId, userId: personId } = message
  if (!way.replyAddress || !isAnswerable(message.kind) || personId === null) return {}
  const expiresAt = new Date(startedAt.getTime() + goodForMs)
  return { replyTo: way.replyAddress(createAddressTag(cipher, { sentId, personId, expiresAt })) }
}
