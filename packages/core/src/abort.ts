/**
 * Calls `use` with a controller of its own, which `signal` aborts as well. Not by AbortSignal.any: in Node 20 what that makes forgets
 * its sources, a time limit above all, when memory is cleaned up, and a call whose answer trickles in is waited for without end.
 */
export async function withAbort<T>(
  signal: AbortSignal | undefined,
  use: (own: AbortController) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const follow = () => own.abort(signal?.reason)
  signal?.addEventListener('abort', follow, { once: true })
  if (signal?.aborted) follow()
  try {
    return await use(own)
  } finally {
    signal?.removeEventListener('abort', follow)
  }
}

/** Calls `use` with a signal that aborts after `ms` milliseconds or with `signal`. */
export const within = <T>(ms: number, signal: AbortSignal, use: (signal: AbortSignal) => Promise<T>): Promise<T> =>
  withAbort(signal, async (limit) => {
    const timer = setTimeout(() => limit.abort(new DOMException('Not done in time.', 'TimeoutError')), ms)
    try {
      return await use(limit.signal)
    } finally {
      clearTimeout(timer)
    }
  })
