import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

export type Outgoing = {
  url: string
  /** Made anew for each attempt where it counts them; `attempt` counts from 0. */
  body: string | ((attempt: number) => string)
  /** Made anew for each attempt: signatures and counts of tries change. `attempt` counts from 0. */
  headers(attempt: number): Promise<Record<string, string>> | Record<string, string>
  /** Milliseconds to wait after this failed attempt; null gives up. `status`: how it was answered, null when it was not. */
  waitMs(attempt: number, status: number | null): number | null
  onTaken?(): void
  /** Asked before each attempt: nobody wants it there any more. */
  isOver?(): boolean
}

/** How deliveries go wrong on demand; all off at first. */
export type DeliveryFaults = {
  /** Share that is delivered twice, 0–1. */
  duplicates: number
  /** Each is held back by up to so many milliseconds, so they also overtake each other. */
  lateMs: number
  /** Nothing is delivered until it is switched off. */
  held: boolean
}

export const noDeliveryFaults: DeliveryFaults = { duplicates: 0, lateMs: 0, held: false }

const timeoutMs = 10_000
const holdPollMs = 100

export type WebhookSender = {
  faults: DeliveryFaults
  send(call: Outgoing): void
  close(): Promise<void>
}

/** Sends webhooks as providers do: again until they are taken. */
export function createWebhookSender(): WebhookSender {
  const faults = { ...noDeliveryFaults }
  const closing = new AbortController()
  // Each delivery that waits listens to it, and any number may wait.
  setMaxListeners(0, closing.signal)
  const underWay = new Set<Promise<void>>()

  async function deliver(call: Outgoing): Promise<void> {
    const { signal } = closing
    if (faults.lateMs > 0) await pause(Math.random() * faults.lateMs, undefined, { signal })
    while (faults.held) await pause(holdPollMs, undefined, { signal })
    for (let attempt = 0; !call.isOver?.(); attempt++) {
      const status = await statusOf(call, attempt, signal)
      if (status !== null && status >= 200 && status < 300) return call.onTaken?.()
      const waitMs = call.waitMs(attempt, status)
      if (waitMs === null) return
      await pause(waitMs, undefined, { signal })
    }
  }

  function start(call: Outgoing): void {
    const delivery = deliver(call).catch(() => undefined)
    underWay.add(delivery)
    void delivery.then(() => underWay.delete(delivery))
  }

  return {
    faults,
    send(call) {
      start(call)
      if (Math.random() < faults.duplicates) start(call)
    },
    async close() {
      closing.abort()
      await Promise.all(underWay)
    },
  }
}

/** How it was answered; null when it was not. */
async function statusOf({ url, body, headers }: Outgoing, attempt: number, closing: AbortSignal) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await headers(attempt)) },
      body: typeof body === 'string' ? body : body(attempt),
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
    })
    await response.body?.cancel()
    return response.status
  } catch {
    return null
  }
}
