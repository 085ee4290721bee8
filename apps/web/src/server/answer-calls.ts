import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { appRouter } from '@switchboard/api'
import { comeBackIn } from '@switchboard/api/call-limit'
import { SwitchboardError } from '@switchboard/core/errors'
import { TRPCError } from '@trpc/server'
import { apiContextFor } from './api-context'
import { callerOf } from './caller'
import { composition } from './composition'
import { limits } from './limits'
import { readBody } from './read-body'

const mostBytes = 256 * 1_024
const mostCalls = 50

/**
 * Answers calls of procedures over HTTP, one or a batch. The same function stands in Next, for developing, and before it in the built
 * server, where Next's own way to a route handler would cost more than most procedures.
 */
export async function answerCalls(request: Request): Promise<Response> {
  if (request.method === 'POST' && !fromOurPages(request)) return new Response('Forbidden', { status: 403 })
  if (tellsTooMuch(request)) return new Response('Payload too large', { status: 413 })
  const answerHeaders = new Headers()
  const context = { ...(await apiContextFor(request.headers.get('cookie'))), answerHeaders }
  const waitSeconds = await waitOf(request, context.userId)
  const whole = waitSeconds ? request : await readBody(request, mostBytes)
  if (whole instanceof Response) return whole
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: whole,
    router: appRouter,
    maxBatchSize: mostCalls,
    createContext: () => {
      if (waitSeconds) throw tooManyCalls(waitSeconds)
      return context
    },
  })
  for (const [name, value] of answerHeaders) response.headers.set(name, value)
  if (waitSeconds) response.headers.set('retry-after', String(waitSeconds))
  response.headers.set('x-request-id', context.requestId)
  response.headers.set('cache-control', 'no-store')
  return response
}

/** A batch counts as the calls in it. */
async function waitOf(request: Request, userId: string | null): Promise<number | null> {
  const paths = decoded(new URL(request.url).pathname).split(',')
  if (!userId) return limits().strangersCalls(callerOf(request), paths.length)
  const connects = paths.filter((path) => /connection\.connect(ByForm)?$/.test(path)).length
  return (
    (await limits().calls(userId, paths.length)) ?? (connects > 0 ? await limits().connects(userId, connects) : null)
  )
}

/** tRPC refuses what cannot be decoded. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function tooManyCalls(waitSeconds: number): TRPCError {
  const cause = new SwitchboardError('rate_limited', comeBackIn(waitSeconds), {
    retryable: true,
    retryAfterMs: waitSeconds * 1_000,
    facts: { retryAfterSeconds: String(waitSeconds) },
  })
  return new TRPCError({ code: 'TOO_MANY_REQUESTS', message: cause.message, cause })
}

/** Saves reading a body that says how long it is; a chunked one does not. */
const tellsTooMuch = (request: Request) => Number(request.headers.get('content-length') ?? 0) > mostBytes

/** Another site's page cannot send JSON with our cookie, nor our origin; browsers also say where a request was made. */
function fromOurPages(request: Request): boolean {
  const origin = request.headers.get('origin')
  return (
    request.headers.get('content-type')?.startsWith('application/json') === true &&
    (origin === null || origin === composition().ctx.publicUrl.origin) &&
    ['same-origin', null].includes(request.headers.get('sec-fetch-site'))
  )
}
