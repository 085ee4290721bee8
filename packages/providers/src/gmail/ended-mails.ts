import type { EmailItem } from '@switchboard/core/items'
import type { OpenItem, OverItem } from '@switchboard/core/ports/item-source'
import { overReasons } from '../mail/over-reasons'
import type { MailThread } from './schema'

/** What lies before an answer of the mailbox's owner in its thread. */
export function answeredBy(thread: MailThread, { externalId, receivedAt }: EmailItem): OverItem[] {
  return thread.messages
    .filter(({ id, internalDate }) => id !== externalId && Number(internalDate) < Date.parse(receivedAt))
    .map(({ id }) => ({ externalId: id, reason: overReasons.answered }))
}

/**
 * What may answer mails from an instant (in milliseconds) on, the latest first. Whether its owner has written it, and no machine in their
 * name, says the mail itself.
 */
export const mayAnswer = ({ messages }: MailThread, from: number): string[] =>
  messages
    .map(({ id, labelIds, internalDate }) => ({ id, labelIds, at: Number(internalDate ?? 0) }))
    .filter(({ labelIds, at }) => at > from && labelIds.includes('SENT') && !labelIds.includes('DRAFT'))
    .sort((one, other) => other.at - one.at)
    .map(({ id }) => id)

/** Mails of a thread that somebody waits for, and that lie elsewhere by now, or nowhere. */
export function movedMails({ messages }: MailThread, open: OpenItem[]): OverItem[] {
  return open.flatMap(({ externalId, labels }): OverItem[] => {
    const now = messages.find(({ id }) => id === externalId)?.labelIds
    if (!now || now.includes('TRASH')) return [{ externalId, reason: overReasons.deleted }]
    if (now.includes('SPAM')) return [{ externalId, reason: overReasons.spam }]
    const isArchived = labels.includes('INBOX') && !now.includes('INBOX')
    return isArchived ? [{ externalId, reason: overReasons.archived, action: 'archive' }] : []
  })
}

/** Of what is told of a mail the last counts: that it was answered says more than that it was archived after that. */
export const lastWords = (over: OverItem[]): OverItem[] => [
  ...new Map(over.map((one) => [one.externalId, one])).values(),
]
