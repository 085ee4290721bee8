import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { appRouter } from '@switchboard/api'
import { apiContext } from '@/server/api-context'
import { composition } from '@/server/composition'
import { readBody } from '@/server/read-body'

const mostBytes = 256 * 1_024

async function handle(request: Request): Promise<Response> {
  if (request.method === 'POST' && !fromOurPages(request)) return new Response('Forbidden', { status: 403 })
  const whole = tellsTooMuch(request) ? null : await readBody(request, mostBytes)
  if (!whole) return new Response('Payload too large', { status: 413 })
  const context = await apiContext()
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: whole,
    router: appRouter,
    createContext: () => context,
  })
  response.headers.set('x-request-id', context.requestId)
  response.headers.set('cache-control', 'no-store')
  return response
}

/** Saves reading a body that says how long it is; a chunked one does not. */
const tellsTooMuch = (request: Request) => Number(request.headers.get('content-length') ?? 0) > mostBytes

/** Another site's page cannot send JSON with our cookie, nor our origin. */
function fromOurPages(request: Request): boolean {
  const origin = request.headers.get('origin')
  return (
    request.headers.get('content-type')?.startsWith('application/json') === true &&
    (origin === null || origin === composition().ctx.publicUrl.origin)
  )
}

export { handle as GET, handle as POST }
