import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { appRouter } from '@switchboard/api'
import { apiContext } from '@/server/api-context'
import { composition } from '@/server/composition'

const mostBytes = 256 * 1_024

async function handle(request: Request): Promise<Response> {
  if (request.method === 'POST' && !fromOurPages(request)) return new Response('Forbidden', { status: 403 })
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes)
    return new Response('Payload too large', { status: 413 })
  const context = await apiContext()
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => context,
  })
  response.headers.set('x-request-id', context.requestId)
  response.headers.set('cache-control', 'no-store')
  return response
}

/** Another site's page cannot send JSON with our cookie, nor our origin. */
function fromOurPages(request: Request): boolean {
  const origin = request.headers.get('origin')
  return (
    request.headers.get('content-type')?.startsWith('application/json') === true &&
    (origin === null || origin === composition().ctx.publicUrl.origin)
  )
}

export { handle as GET, handle as POST }
