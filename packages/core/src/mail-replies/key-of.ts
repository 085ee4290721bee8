import type { Connection } from '@switchboard/db'
import { headerValue } from '../feedback/mail/mail-headers'
import type { ArrivedReply } from '../ports/mail-reply'

/** Of a Message-ID; longer ones are nobody's. */
const longestKey = 500

/** By which a mail is known wherever it arrives: its Message-ID, else where it stands. */
export function keyOf({ id }: Connection, { mail: { headers }, externalId }: ArrivedReply): string {
  const messageId = headerValue(headers, 'message-id')?.trim() ?? ''
  return messageId !== '' && messageId.length <= longestKey ? messageId : `${id}:${externalId}`
}
