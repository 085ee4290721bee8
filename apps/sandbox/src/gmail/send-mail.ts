import PostalMime from 'postal-mime'
import { people } from '../seed/people'
import type { Message } from '../state/mailbox'
import type { Store } from '../state/store'

/**
 * Sends a mail from one mailbox: it stands among the sent ones, and arrives in those of the people whom it is for; who writes to themselves
 * has it once, sent and received. Into a thread it comes as Google wants it: named by its id, by the mail that it answers and by its
 * subject. https://developers.google.com/workspace/gmail/api/guides/threads
 */
export async function sendMail(
  store: Store,
  from: string,
  raw: Buffer,
  threadId: string | null,
): Promise<Message | 'no such thread' | 'no recipient'> {
  const mailbox = store.mailbox(from)
  const thread = mailbox.data.messages.filter((message) => message.threadId === threadId)
  if (threadId !== null && thread.length === 0) return 'no such thread'
  const { to = [], cc = [], bcc = [], subject = '', references = '', inReplyTo = '' } = await PostalMime.parse(raw)
  const recipients = [...to, ...cc, ...bcc].flatMap(({ address }) => (address ? [mailboxOf(address)] : []))
  if (recipients.length === 0) return 'no recipient'
  const receivedAt = new Date()
  const toOneself = recipients.includes(from.toLowerCase()) ? ['INBOX', 'UNREAD'] : []
  const sent = await mailbox.add(raw, { labels: ['SENT', ...toOneself], receivedAt })
  const named = `${references} ${inReplyTo}`
  const belongs = thread.some(
    ({ messageId, subject: topic }) =>
      messageId !== '' && named.includes(messageId) && topicOf(topic) === topicOf(subject),
  )
  if (threadId !== null) sent.threadId = belongs ? threadId : sent.id
  for (const { email } of people)
    if (email !== from && recipients.includes(email))
      await store.mailbox(email).add(raw, { labels: ['INBOX', 'UNREAD'], receivedAt })
  return sent
}

/** Mail to `name+anything@domain` comes to `name@domain`. https://support.google.com/mail/answer/22370 */
export const mailboxOf = (address: string) => address.toLowerCase().replace(/\+[^@]*@/, '@')

const topicOf = (subject: string) => subject.replace(/^(re|fwd?): */i, '').trim()
