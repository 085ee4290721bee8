/**
 * Calls `use` with a signal that aborts after `ms` milliseconds or with `signal`. Not by AbortSignal.any: in Node 20 what that makes
 * forgets its time limit when memory is cleaned up, and a call whose answer trickles in is waited for without end.
 */
export async function within<T>(ms: number, signal: AbortSignal, use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new DOMException('Not done in time.', 'TimeoutError')), ms)
  const follow = () => limit.abort(signal.reason)
  signal.addEventListener('abort', follow, { once: true })
  if (signal.aborted) follow()
  try {
    return await use(limit.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', follow)
  }
}
