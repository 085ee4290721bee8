import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import { type Account, refuse } from '../google/require-scope'
import type { Store } from '../state/store'

const dayMs = 86_400_000
/** Without a wish, a week; more than a month nobody gets. */
const usualMs = 7 * dayMs
const longestMs = 30 * dayMs

const watchSchema = z.object({
  id: z.string().regex(/^[\w\-+/=]{1,64}$/),
  type: z.literal('web_hook'),
  address: z.url({ protocol: /^https?$/ }),
  token: z.string().max(256).optional(),
  expiration: z.union([z.string().regex(/^\d+$/), z.number().int()]).optional(),
})
const stopSchema = z.object({ id: z.string(), resourceId: z.string() })

/**
 * Channels for what changes in a calendar; plain http is let pass, which Google refuses.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/watch
 */
export function channelRoutes(store: Store) {
  const app = new Hono<Account>()

  app.post('/calendars/primary/events/watch', async (c) => {
    const { id, address, token, expiration } = watchSchema.parse(await c.req.json())
    if (store.data.channels[id])
      return refuse(c, 400, 'INVALID_ARGUMENT', 'channelIdNotUnique', `Channel id ${id} not unique`)
    const email = c.get('email')
    const resourceId = createHash('sha256').update(`events of ${email}`).digest('base64url').slice(0, 27)
    const now = Date.now()
    const expiresAt = expiration === undefined ? now + usualMs : Math.min(Number(expiration), now + longestMs)
    const channel = { id, email, resourceId, address, token: token ?? null, expiresAt, lastNumber: 0 }
    store.data.channels[id] = channel
    store.save()
    store.onCalendarChannel?.(channel)
    const resourceUri = new URL('/calendar/v3/calendars/primary/events?alt=json', c.req.url).href
    return c.json({
      kind: 'api#channel',
      id,
      resourceId,
      resourceUri,
      ...(token ? { token } : {}),
      expiration: String(expiresAt),
    })
  })

  app.post('/channels/stop', async (c) => {
    const { id, resourceId } = stopSchema.parse(await c.req.json())
    const channel = store.data.channels[id]
    if (channel?.resourceId !== resourceId || channel.email !== c.get('email'))
      return refuse(c, 404, 'NOT_FOUND', 'notFound', `Channel '${id}' not found for project 'sandbox'`)
    delete store.data.channels[id]
    store.save()
    return c.body(null, 204)
  })
  return app
}
