import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { people } from '../seed/people'
import type { Calendar, CalendarEvent } from '../state/calendar'
import type { Store } from '../state/store'
import { answerOf, bodyOf, refuse, tellWrongInput } from './requests'

const eventSchema = z.object({
  title: z.string().trim().min(1, 'write something'),
  text: z.string().trim().default(''),
  place: z.string().trim().default(''),
  organiser: z
    .string()
    .regex(/\S+@\S+/, 'give an address, with or without a name: Clara Voss <clara@meridian.example>')
    .optional(),
  inHours: z.coerce.number().min(0, 'give hours from 0 to 2000').max(2_000, 'give hours from 0 to 2000').default(48),
  minutes: z.coerce.number().int().min(5).max(1_440).default(60),
})
const hourMs = 3_600_000
const minuteMs = 60_000
const none = 'There is no such calendar.'

/** What a person or a test changes about a calendar: adds, cancels, declines and moves events. */
export function calendarControlRoutes(store: Store) {
  const app = new Hono()
  const calendarOf = (email: string) => (people.some((person) => person.email === email) ? store.calendar(email) : null)

  app.get('/:email', (c) => {
    const calendar = calendarOf(c.req.param('email'))
    return calendar ? c.json({ events: calendar.data.events }) : refuse(c, 404, none)
  })

  app.post('/:email', async (c) => {
    const email = c.req.param('email')
    const calendar = calendarOf(email)
    if (!calendar) return refuse(c, 404, none)
    const { title, text, place, organiser, inHours, minutes } = eventSchema.parse(await bodyOf(c))
    // Full minutes, as people make appointments.
    const start = Math.ceil((Date.now() + inHours * hourMs) / minuteMs) * minuteMs
    const other = organiser ? personOf(organiser) : null
    const event = calendar.add({
      summary: title,
      ...(text ? { description: text } : {}),
      ...(place ? { location: place } : {}),
      start: { dateTime: new Date(start).toISOString() },
      end: { dateTime: new Date(start + minutes * minuteMs).toISOString() },
      organizer: other ?? { email, self: true },
      ...(other
        ? {
            attendees: [
              { email, self: true, responseStatus: 'needsAction' as const },
              { ...other, responseStatus: 'accepted' as const },
            ],
          }
        : {}),
    })
    return answerOf(c, { id: event.id }, `/calendars/${email}?changed=${event.id}`)
  })

  /** Changes the event that a path names. */
  const onEvent = (change: (calendar: Calendar, event: CalendarEvent, body: unknown) => void) => async (c: Context) => {
    const email = c.req.param('email') ?? ''
    const calendar = calendarOf(email)
    const event = calendar?.find(c.req.param('id') ?? '')
    if (!calendar || !event) return refuse(c, 404, 'There is no such event.')
    change(calendar, event, await bodyOf(c))
    return answerOf(c, { done: true }, `/calendars/${email}?changed=${event.id}`)
  }
  app.post(
    '/:email/:id/cancel',
    onEvent((calendar, event) => calendar.cancel(event)),
  )
  app.post(
    '/:email/:id/decline',
    onEvent((calendar, event) => calendar.answer(event, 'declined')),
  )
  app.post(
    '/:email/:id/move',
    onEvent((calendar, event, body) =>
      calendar.move(event, z.object({ hours: z.coerce.number().min(-2_000).max(2_000) }).parse(body).hours),
    ),
  )
  app.onError(tellWrongInput)
  return app
}

function personOf(text: string): { email: string; displayName?: string } {
  const [, displayName, email = text] = /^(.+?)\s*<(.+)>$/.exec(text) ?? []
  return { email, ...(displayName ? { displayName } : {}) }
}
