import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'

/** What goes wrong on purpose: for every request below a path, so many times. Nothing of it outlives the process. */
export const faultSchema = z.object({
  /** The beginning of the paths it strikes: `/gmail`, `/google/token`, `/openai`. */
  path: z.string().startsWith('/'),
  times: z.coerce.number().int().min(1).max(10_000).default(1),
  /** The answer waits so long. Without a status and a body the request goes on then. */
  delayMs: z.coerce.number().int().min(0).max(120_000).default(0),
  status: z.coerce.number().int().min(200).max(599).optional(),
  /** Of the `Retry-After` header: seconds or a date. */
  retryAfter: z.string().optional(),
  /** In place of the usual error's. */
  body: z.string().optional(),
})
export type Fault = z.input<typeof faultSchema>

export type Faults = { add(fault: Fault): void; clear(): void; middleware: MiddlewareHandler }

const reasons: Record<number, string> = { 403: 'PERMISSION_DENIED', 429: 'RESOURCE_EXHAUSTED', 503: 'UNAVAILABLE' }

/** The faults that are switched on, and the middleware that makes them happen. */
export function createFaults(): Faults {
  let active: z.output<typeof faultSchema>[] = []
  return {
    add: (fault) => void active.push(faultSchema.parse(fault)),
    clear: () => void (active = []),
    middleware: async (c, next) => {
      const fault = active.find(({ path }) => c.req.path.startsWith(path))
      if (!fault) return next()
      fault.times -= 1
      active = active.filter(({ times }) => times > 0)
      if (fault.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, fault.delayMs).unref())
      if (fault.status === undefined && fault.body === undefined) return next()
      const status = fault.status ?? 200
      return new Response(fault.body ?? errorBody(status), {
        status,
        headers: {
          'content-type': 'application/json',
          ...(fault.retryAfter ? { 'retry-after': fault.retryAfter } : {}),
        },
      })
    },
  }
}

/** The form of errors that Google's and OpenAI's clients both read. */
const errorBody = (status: number) =>
  JSON.stringify({
    error: { code: status, message: 'A fault of the sandbox.', errors: [], status: reasons[status] ?? 'INTERNAL' },
  })
