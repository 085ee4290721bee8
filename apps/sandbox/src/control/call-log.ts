import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'

/** A call that a service has answered, or let go without one: `status` is null then. */
export type ServiceCall = { at: string; method: string; path: string; status: number | null }

const most = 1_000
/** The sandbox's own pages and switches are no service. */
const services = [
  '/gmail/',
  '/google/',
  '/calendar/',
  '/slack/api/',
  '/slack/oauth/',
  '/bot-api/',
  '/notion/',
  '/openai/',
]

/** The latest calls of services, the oldest first: to see how often and when the product calls. Nothing of it outlives the process. */
export function createCallLog(): {
  /** Those below a path. */
  list(path: string): ServiceCall[]
  middleware: MiddlewareHandler<{ Bindings: HttpBindings }>
} {
  let calls: ServiceCall[] = []
  return {
    list: (path) => calls.filter((call) => call.path.startsWith(path)),
    middleware: async (c, next) => {
      if (!services.some((service) => c.req.path.startsWith(service))) return next()
      // A bot's token stands in its path.
      const path = c.req.path.replace(/^\/bot-api\/bot[^/]+/, '/bot-api/bot')
      const call: ServiceCall = { at: new Date().toISOString(), method: c.req.method, path, status: null }
      calls = [...calls.slice(1 - most), call]
      await next()
      if (!c.env.outgoing.destroyed) call.status = c.res.status
    },
  }
}
