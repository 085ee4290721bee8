import { Calendar, MapPin, Repeat, Users, Video } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { useNow, useZone } from '@/components/ui/time'
import type { SuggestionDetail } from '@/lib/api-types'
import { eventTime } from '@/lib/time-text'
import { EvidenceText } from './evidence-text'
import { ItemHead } from './item-head'
import type { Viewed } from './item-view'

type Event = NonNullable<SuggestionDetail['item']['event']>

const responses: Record<Event['response'], string | null> = {
  accepted: null,
  tentative: 'You said maybe',
  open: 'You have not answered yet',
}
const mostGuests = 8

/** The event a suggestion rests on: when, where and with whom, and its words with the evidence marked. */
export function EventView({ suggestion, event }: { suggestion: Viewed; event: Event }) {
  const now = useNow()
  const zone = useZone()
  const { item, evidence } = suggestion
  const response = responses[event.response]
  return (
    <article className="mail">
      <ItemHead suggestion={suggestion} />
      <ul className="event-facts" aria-label="Event">
        <li>
          <Icon of={Calendar} small />
          <span>
            <span className="sr">When: </span>
            {eventTime(event, now, zone)}
          </span>
        </li>
        {event.recurring && (
          <li>
            <Icon of={Repeat} small />
            One of a series
          </li>
        )}
        {event.location && (
          <li>
            <Icon of={MapPin} small />
            <span>
              <span className="sr">Where: </span>
              {event.location}
            </span>
          </li>
        )}
        {event.meetingUrl && (
          <li>
            <Icon of={Video} small />
            <a className="link cut" href={event.meetingUrl} target="_blank" rel="noreferrer">
              {event.meetingUrl.replace(/^https?:\/\//, '').replace(/\?.*$/, '')}
            </a>
          </li>
        )}
        <li>
          <Icon of={Users} small />
          <Guests event={event} />
        </li>
        {response && <li className="meta">{response}</li>}
      </ul>
      <div className="mail-body">
        <EvidenceText text={item.text} evidence={evidence} empty="This event has no text of its own." />
      </div>
    </article>
  )
}

/** 'Clara Voss invites Ben Okafor, Ada Lindqvist'. */
function Guests({ event: { organiser, attendees } }: { event: Event }) {
  const [all, setAll] = useState(false)
  const guests = attendees.filter(({ address, name }) => (address ?? name) !== (organiser.address ?? organiser.name))
  const shown = all ? guests : guests.slice(0, mostGuests)
  return (
    <span>
      <span className="sr">Who: </span>
      {organiser.name}
      {guests.length > 0 && ` invites ${shown.map(({ name }) => name).join(', ')}`}
      {shown.length < guests.length && (
        <Button look="quiet" small onClick={() => setAll(true)}>
          and {guests.length - shown.length} more
        </Button>
      )}
    </span>
  )
}
