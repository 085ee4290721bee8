import { AtSign, CalendarClock, CircleDot, Tag, UserRound } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { useNow, useZone } from '@/components/ui/time'
import type { SuggestionDetail } from '@/lib/api-types'
import { clockTime, shortDay } from '@/lib/time-text'
import { EvidenceText } from './evidence-text'
import { ItemHead } from './item-head'
import type { Viewed } from './item-view'

type Page = NonNullable<SuggestionDetail['item']['page']>

/** The page a suggestion rests on: why it is yours, what its table says of it, and its words with the evidence marked. */
export function PageView({ suggestion, page }: { suggestion: Viewed; page: Page }) {
  const now = useNow()
  const zone = useZone()
  const { item, evidence } = suggestion
  return (
    <article className="mail">
      <ItemHead suggestion={suggestion} />
      <ul className="event-facts" aria-label="Page">
        {page.concern && (
          <li>
            <Icon of={page.concern === 'assigned' ? UserRound : AtSign} small />
            {page.concern === 'assigned' ? 'Assigned to you' : `${item.sender.name} mentions you`}
          </li>
        )}
        {page.status && (
          <li>
            <Icon of={CircleDot} small />
            <span>
              <span className="sr">Status: </span>
              {page.status}
            </span>
          </li>
        )}
        {page.dueAt && (
          <li>
            <Icon of={CalendarClock} small />
            <span>Due {dueOf(page.dueAt, now, zone)}</span>
          </li>
        )}
        {page.properties.map(({ name, value }) => (
          <li key={name}>
            <Icon of={Tag} small />
            <span>
              <span className="meta">{name}:</span> {value}
            </span>
          </li>
        ))}
      </ul>
      <div className="mail-body">
        <EvidenceText text={item.text} evidence={evidence} empty="This page has no text of its own." />
      </div>
    </article>
  )
}

/** A calendar day is the page's, whatever the zone. */
function dueOf(dueAt: string, now: number, zone: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(dueAt)) return shortDay(new Date(dueAt), now, 'UTC')
  const at = new Date(dueAt)
  return `${shortDay(at, now, zone)}, ${clockTime(at, zone)}`
}
