import type { ChangeBatch } from '@switchboard/core/ports/item-source'
import { presentEvent } from './present-event'
import { type CalendarSettings, endedEventSchema, eventSchema, type EventsPage } from './schema'

const dayMs = 86_400_000

const reasons = {
  cancelled: 'The event was cancelled.',
  declined: 'You declined the event.',
  far: 'The event was moved further ahead than is looked. It is judged anew when it comes nearer.',
}

/** Tells what is to be judged from what no longer wants anything, and from what cannot be read. */
export function sortEvents(
  { items, timeZone }: EventsPage,
  settings: CalendarSettings,
  now: Date,
  lookedAt: Date,
): Required<Pick<ChangeBatch, 'items' | 'over' | 'unreadable'>> {
  const sorted: ReturnType<typeof sortEvents> = { items: [], over: [], unreadable: [] }
  for (const raw of items) {
    const over = (why: keyof typeof reasons) => sorted.over.push({ externalId: raw.id, reason: reasons[why] })
    if (endedEventSchema.safeParse(raw).success) {
      over('cancelled')
      continue
    }
    const event = eventSchema.safeParse(raw).data
    if (!event) {
      sorted.unreadable.push({
        externalId: raw.id,
        reason: 'This event could not be read: Google gave it in a form that we do not know.',
      })
      continue
    }
    const item = presentEvent(event, settings, timeZone ?? 'UTC')
    if (event.attendees.some(({ self, responseStatus }) => self && responseStatus === 'declined')) over('declined')
    else if (Date.parse(item.startsAt) > now.getTime() + settings.lookAheadDays * dayMs) over('far')
    // The end of an event closes what is proposed by itself, and what is to be done after it waits on: that of one, too, which came
    // and was over while nobody looked.
    else if (Date.parse(item.endsAt) > lookedAt.getTime()) sorted.items.push(item)
  }
  return sorted
}
