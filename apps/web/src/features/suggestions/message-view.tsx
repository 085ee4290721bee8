import { AtSign, Hash, MessagesSquare, User } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import type { SuggestionDetail } from '@/lib/api-types'
import { EvidenceText } from './evidence-text'
import { ItemHead } from './item-head'
import type { Viewed } from './item-view'

type Message = NonNullable<SuggestionDetail['item']['message']>

/** The message a suggestion rests on: who wrote it where and to whom, and its words with the evidence marked. */
export function MessageView({ suggestion, message }: { suggestion: Viewed; message: Message }) {
  const { item, evidence, accountName } = suggestion
  return (
    <article className="mail">
      <ItemHead suggestion={suggestion} title={item.sender.name} />
      <ul className="event-facts" aria-label="Message">
        <li>
          <Icon of={message.direct ? User : Hash} small />
          <span>
            <span className="sr">Where: </span>
            {message.direct ? 'Direct message' : message.channelName}
            <span className="meta"> in {accountName}</span>
          </span>
        </li>
        {message.inThread && (
          <li>
            <Icon of={MessagesSquare} small />
            Reply in a thread
          </li>
        )}
        {!message.direct && message.addressees.length > 0 && (
          <li>
            <Icon of={AtSign} small />
            <span>
              <span className="sr">Asked: </span>
              {message.addressees.map(({ name }) => name).join(', ')}
            </span>
          </li>
        )}
      </ul>
      <div className="mail-body">
        <EvidenceText text={item.text} evidence={evidence} empty="This message has no text of its own." />
      </div>
    </article>
  )
}
