import type { SuggestionDetail } from '@/lib/api-types'
import { EventView } from './event-view'
import { MailView } from './mail-view'
import { MessageView } from './message-view'
import { PageView } from './page-view'

export type Viewed = Pick<SuggestionDetail, 'item' | 'evidence' | 'provider' | 'accountName'>

/** What a suggestion rests on, in the form of its kind. */
export function ItemView({ suggestion }: { suggestion: Viewed }) {
  const { event, message, page } = suggestion.item
  if (event) return <EventView suggestion={suggestion} event={event} />
  if (message) return <MessageView suggestion={suggestion} message={message} />
  return page ? <PageView suggestion={suggestion} page={page} /> : <MailView suggestion={suggestion} />
}
