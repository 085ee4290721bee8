import { createHash } from 'node:crypto'
import type { FetchMessageObject } from 'imapflow'

/**
 * A mail's id outlives a new UIDVALIDITY and a move, which UIDs do not: it is made of what the sender wrote. Message-ID alone would
 * let a careless sender's second mail pass for the first. The second part is what the server is searched by.
 */
export type MailId = { digest: string; search: { messageId: string } | { day: string } }

/** Longer ones do not fit where ids are kept. */
const longestMessageId = 500

/** What a mail must be fetched with, for its id to be made. */
export const identifying = { uid: true, envelope: true, internalDate: true } as const

export function externalIdOf(mail: FetchMessageObject): string {
  const { messageId = '', date, subject = '', from = [] } = mail.envelope ?? {}
  const facts = [messageId, timeOf(date), subject, from.map(({ address = '' }) => address)]
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 22)
  const isSearchable = messageId !== '' && messageId.length <= longestMessageId && /^[\x21-\x7e]+$/.test(messageId)
  return isSearchable ? `${digest}/id/${messageId}` : `${digest}/on/${timeOf(mail.internalDate).slice(0, 10)}`
}

export function readExternalId(externalId: string): MailId {
  const [digest = '', kind, ...rest] = externalId.split('/')
  const searched = rest.join('/')
  return { digest, search: kind === 'on' ? { day: searched } : { messageId: searched } }
}

export const receivedAt = (mail: FetchMessageObject): Date => new Date(timeOf(mail.internalDate))

/** ISO 8601; 1970 for a time that is none, so that it stays the same. */
function timeOf(date: Date | string | undefined): string {
  const time = new Date(date ?? 0)
  const isUsable = !Number.isNaN(time.getTime()) && time.getTime() >= 0 && time.getUTCFullYear() <= 9_999
  return (isUsable ? time : new Date(0)).toISOString()
}
