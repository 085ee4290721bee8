import { readBounded } from '@switchboard/core/read-bounded'

/** Every body that we take is there in a fraction of it, on a slow line too. */
const timeoutMs = 30_000
const refusals = { 'too large': [413, 'Payload too large'], 'too slow': [408, 'Request timeout'] } as const

/** The request with its whole body, or the answer to one whose body is too long or does not come. */
export async function readBody(request: Request, mostBytes: number): Promise<Request | Response> {
  if (!request.body) return request
  const body = await readBounded(request, { mostBytes, timeoutMs })
  if (typeof body === 'string') {
    const [status, text] = refusals[body]
    return new Response(text, { status })
  }
  const { url, method, headers, signal } = request
  return new Request(url, { method, headers, signal, body: Buffer.from(body) })
}
