type Limits = { mostBytes: number; timeoutMs: number }

/** The bytes of a request as they were sent, unless they are too many, whatever the headers say or leave out, or come too slowly. */
export async function readBounded(request: Request, limits: Limits): Promise<Uint8Array | 'too large' | 'too slow'> {
  const { mostBytes, timeoutMs } = limits
  const told = request.headers.get('content-length')
  if (Number(told) > mostBytes) return 'too large'
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'too slow'>((resolve) => (timer = setTimeout(resolve, timeoutMs, 'too slow')))
  const ended = new AbortController()
  // Node takes exactly as many bytes as were announced, and gathers them cheaper than a stream does.
  const whole =
    told === null
      ? gather(request, mostBytes, ended.signal)
      : request.arrayBuffer().then((body) => new Uint8Array(body))
  // It may fail after the time is up, with nobody waiting.
  whole.catch(() => undefined)
  try {
    const read = await Promise.race([whole, late])
    return typeof read === 'object' && read.byteLength > mostBytes ? 'too large' : read
  } finally {
    clearTimeout(timer)
    ended.abort()
  }
}

async function gather(request: Request, mostBytes: number, ended: AbortSignal): Promise<Uint8Array | 'too large'> {
  if (!request.body) return new Uint8Array()
  const reader = request.body.getReader()
  ended.addEventListener('abort', () => void reader.cancel().catch(() => undefined))
  const parts: Uint8Array[] = []
  let bytes = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength
    if (bytes > mostBytes) {
      await reader.cancel()
      return 'too large'
    }
    parts.push(part.value)
  }
  return Buffer.concat(parts)
}
