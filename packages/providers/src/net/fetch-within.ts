import type { Agent } from 'undici'

/** Node's own `fetch` gives up after so long without an answer, or without more of one: https://undici.nodejs.org/#/docs/api/Client. */
const longestOfNodeMs = 300_000

let patient: Promise<{ dispatcher: Agent }> | undefined

/** Loaded where it is needed: few connections wait so long. Its limits are off, since the signal is one. */
const patience = () =>
  (patient ??= import('undici').then((undici) => ({
    dispatcher: new undici.Agent({ headersTimeout: 0, bodyTimeout: 0 }),
  })))

/** `fetch` for a call that may take `timeoutMs`, also where that is longer than Node waits by itself. `signal` ends it after that time. */
export async function fetchWithin(
  timeoutMs: number,
  url: string | URL,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  return fetch(url, timeoutMs < longestOfNodeMs ? init : { ...init, ...(await patience()) })
}
