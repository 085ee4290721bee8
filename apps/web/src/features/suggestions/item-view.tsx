import type { SuggestionDetail } from '@/lib/api-types'
import { EventView } from './event-view'
import { MailView } from './mail-view'
import { MessageView } from './message-view'

export type Viewed = Pick<SuggestionDetail, 'item' | 'evidence' | 'provider' | 'accountName'>

/** What a suggestion rests on, in the form of its kind. */
export function ItemView({ suggestion }: { suggestion: Viewed }) {
  const { event, message } = suggestion.item
  if (message) return <MessageView suggestion={suggestion} message={message} />
  return event ? <EventView suggestion={suggestion} event={event} /> : <MailView suggestion={suggestion} />
}
