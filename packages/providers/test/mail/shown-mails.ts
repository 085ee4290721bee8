import PostalMime from 'postal-mime'
import type { ChannelTraits, ShownMessage } from '@switchboard/testing/channel-world'
import { actionsIn } from '@switchboard/testing/describe-message-channel'

/** A mail as its person sees it. What it links to in order to be answered counts as what can be pressed. */
export async function shownMail(raw: string | Buffer): Promise<ShownMessage> {
  const { messageId = '', inReplyTo, subject = '', text = '' } = await PostalMime.parse(raw)
  return { id: messageId, text: `${subject}\n${text}`, buttons: actionsIn(text), answers: inReplyTo ?? null }
}

/** What all mail has in common. */
export const mailTraits = {
  shows: 'all',
  answered: 'by_links',
  updates: false,
  threads: true,
  parts: 'one',
} as const satisfies Partial<ChannelTraits>
