import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { type Account, refuse, requireScope } from '../google/require-scope'
import type { CalendarEvent } from '../state/calendar'
import type { Store } from '../state/store'
import { channelRoutes } from './channels'

const scope = 'https://www.googleapis.com/auth/calendar'
const change = [scope, `${scope}.events`]
const scopes = { change, read: [...change, `${scope}.readonly`, `${scope}.events.readonly`] }

const zone = 'Europe/Berlin'
const querySchema = z.object({
  maxResults: z.coerce.number().int().min(1).max(2_500).default(250),
  // How many came before it, and the change up to which the first page looked.
  pageToken: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
  syncToken: z
    .string()
    .regex(/^sync-\d+$/)
    .optional(),
  singleEvents: z.literal('true', 'The stand-in keeps series expanded.'),
  showDeleted: z.stringbool().default(false),
  timeMin: z.iso.datetime({ offset: true }).optional(),
  timeMax: z.iso.datetime({ offset: true }).optional(),
})
const momentSchema = z.union([
  z.object({ dateTime: z.iso.datetime({ offset: true }), timeZone: z.string().optional() }),
  z.object({ date: z.iso.date() }),
])
const fieldsSchema = z.object({
  summary: z.string().optional(),
  description: z.string().optional(),
  location: z.string().optional(),
  status: z.enum(['confirmed', 'cancelled']).optional(),
  start: momentSchema.optional(),
  end: momentSchema.optional(),
})
const newEventSchema = fieldsSchema.extend({
  id: z
    .string()
    .regex(/^[0-9a-v]{5,1024}$/)
    .optional(),
})
/** Google refuses them beside a token. */
const notWithToken = ['timeMin', 'timeMax', 'updatedMin', 'orderBy', 'q', 'iCalUID']

/** Google Calendar v3 in its shapes and with its refusals. https://developers.google.com/workspace/calendar/api/v3/reference/events */
export function calendarRoutes(store: Store) {
  const app = new Hono<Account>()
  app.use('*', requireScope(store, scopes))

  app.get('/calendars/primary/events', (c) => {
    const asked = Object.keys(c.req.query())
    const query = querySchema.parse(c.req.query())
    const calendar = store.calendar(c.get('email'))
    const [before, upTo] = (query.pageToken ?? `0.${calendar.data.lastChange}`).split('.').map(Number)
    const since = query.syncToken === undefined ? null : Number(query.syncToken.slice('sync-'.length))
    if (since !== null && asked.some((name) => notWithToken.includes(name)))
      return invalid(c, 'Sync token cannot be used with other query restrictions.')
    if (since !== null && since < calendar.data.oldestChange) {
      const message = 'Sync token is no longer valid, a full sync is required.'
      return refuse(c, 410, 'FAILED_PRECONDITION', 'fullSyncRequired', message)
    }
    const types = c.req.queries('eventTypes') ?? []
    const found = (
      since === null
        ? calendar.within(
            query.timeMin ? Date.parse(query.timeMin) : -Infinity,
            query.timeMax ? Date.parse(query.timeMax) : Infinity,
          )
        : calendar.changedBetween(since, upTo ?? 0)
    )
      .filter(({ eventType }) => types.length === 0 || types.includes(eventType))
      .filter(({ status }) => since !== null || query.showDeleted || status !== 'cancelled')
    const end = (before ?? 0) + query.maxResults
    return c.json({
      kind: 'calendar#events',
      summary: c.get('email'),
      timeZone: zone,
      accessRole: 'owner',
      items: found.slice(before, end).map(present),
      ...(end < found.length ? { nextPageToken: `${end}.${upTo}` } : { nextSyncToken: `sync-${upTo}` }),
    })
  })

  app.route('/', channelRoutes(store))

  app.get('/calendars/primary/events/:id', (c) => {
    const event = store.calendar(c.get('email')).find(c.req.param('id'))
    return event ? c.json(present(event)) : missing(c)
  })

  app.post('/calendars/primary/events', async (c) => {
    const { start, end, status: _, id, ...fields } = newEventSchema.parse(await c.req.json())
    if (!start || !end) return invalid(c, 'Missing end time.')
    const organizer = { email: c.get('email'), self: true }
    const calendar = store.calendar(c.get('email'))
    if (id !== undefined && calendar.find(id))
      return refuse(c, 409, 'ALREADY_EXISTS', 'duplicate', 'The requested identifier already exists.')
    return c.json(present(calendar.add({ ...fields, ...(id === undefined ? {} : { id }), start, end, organizer })))
  })

  app.patch('/calendars/primary/events/:id', async (c) => {
    const calendar = store.calendar(c.get('email'))
    const event = calendar.find(c.req.param('id'))
    if (!event) return missing(c)
    calendar.change(event, fieldsSchema.parse(await c.req.json()))
    return c.json(present(event))
  })

  app.get('/calendars/primary', (c) =>
    c.json({ kind: 'calendar#calendar', id: c.get('email'), summary: c.get('email'), timeZone: zone }),
  )

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return invalid(c, 'Invalid Value')
    throw error
  })
  return app
}

/** Of an event that was deleted nothing is sure but its id, and when it would have been if it was one of a series. */
function present(event: CalendarEvent) {
  const common = { kind: 'calendar#event', etag: `"${Date.parse(event.updated)}"` }
  const { id, status, recurringEventId, start } = event
  if (status === 'cancelled')
    return { ...common, id, status, ...(recurringEventId ? { recurringEventId, originalStartTime: start } : {}) }
  return {
    ...common,
    ...event,
    htmlLink: `https://www.google.com/calendar/event?eid=${Buffer.from(id).toString('base64url')}`,
    iCalUID: `${recurringEventId ?? id}@google.com`,
    ...(event.hangoutLink
      ? { conferenceData: { entryPoints: [{ entryPointType: 'video', uri: event.hangoutLink }] } }
      : {}),
  }
}

const missing = (c: Context) => refuse(c, 404, 'NOT_FOUND', 'notFound', 'Not Found')
const invalid = (c: Context, message: string) => refuse(c, 400, 'INVALID_ARGUMENT', 'badRequest', message)
