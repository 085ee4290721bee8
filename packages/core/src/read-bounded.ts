import { inTime } from './in-time'

type Limits = { mostBytes: number; timeoutMs: number }

/** The bytes of a request as they were sent, unless they are too many, whatever the headers say or leave out, or come too slowly. */
export async function readBounded(request: Request, limits: Limits): Promise<Uint8Array | 'too large' | 'too slow'> {
  const { mostBytes, timeoutMs } = limits
  const told = request.headers.get('content-length')
  if (Number(told) > mostBytes) return 'too large'
  // Node takes exactly as many bytes as were announced, and gathers them cheaper than a stream does.
  const reader = told === null ? request.body?.getReader() : undefined
  if (told === null && !reader) return new Uint8Array()
  const whole = reader
    ? gather(reader, mostBytes)
    : request.arrayBuffer().then((body) => (body.byteLength > mostBytes ? 'too large' : new Uint8Array(body)))
  try {
    return await inTime(whole, timeoutMs, () => 'too slow' as const)
  } finally {
    reader?.cancel().catch(() => undefined)
  }
}

async function gather(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  mostBytes: number,
): Promise<Uint8Array | 'too large'> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength
    if (bytes > mostBytes) return 'too large'
    parts.push(part.value)
  }
  return Buffer.concat(parts)
}
