import type { Context } from '../context'
import type { ProviderId } from '../provider-ids'
import { isOnForAll } from '../switches/switches'
import { readTestCall, type TestCall } from '../test-items/test-call'
import { keepOfferedSecret } from './offered-secrets'

/** What a receiver asks before it looks at a call, and tells of one that it has refused. */
export type InboundGate = {
  /** Whether integrations are on for the installation. Throws what the database throws. */
  isOpen(): Promise<boolean>
  /** Who signed a call of a test item; null: not we, or too long ago. */
  readTestCall(signed: string): Promise<TestCall | null>
  /** Counts a call that did not prove who sent it; `reason`: in one sentence for people. */
  refused(provider: ProviderId, reason: string): void
  /** Keeps the secret of a handshake for the person who runs the installation. */
  keepOffered(provider: ProviderId, secret: string): Promise<void>
}

/** For receivers of which nobody is to know. */
export const openGate: InboundGate = {
  isOpen: async () => true,
  readTestCall: async () => null,
  refused: () => undefined,
  keepOffered: async () => undefined,
}

/** A switch holds after so long at most, in milliseconds. */
const keptMs = 1_000
/** Who floods us with refused calls causes no more than a statement in so long. */
const countEveryMs = 5_000

/**
 * Remembers the switch for a moment, so that a burst asks once a second, and counts refused calls by minute and provider, with time and
 * reason of the last. Nothing else of them is kept. `close` writes the last counts.
 */
export function createInboundGate(
  ctx: Pick<Context, 'db' | 'cipher' | 'clock' | 'logger' | 'switchesDefault'>,
): InboundGate & { close(): Promise<void> } {
  type Refused = { minute: Date; provider: ProviderId; calls: number; lastAt: Date; reason: string }
  let known: { until: number; isOpen: Promise<boolean> } | null = null
  const counts = new Map<string, Refused>()
  let timer: NodeJS.Timeout | undefined

  const write = async () => {
    clearTimeout(timer)
    timer = undefined
    const rows = [...counts]
    counts.clear()
    let fault: unknown
    for (const [name, row] of rows) {
      const { calls, lastAt, reason, ...key } = row
      try {
        await ctx.db.refusedCalls.upsert({
          where: { minute_provider: key },
          create: { ...key, calls, lastAt, reason },
          update: { calls: { increment: calls }, lastAt, reason },
        })
      } catch (error) {
        fault = error
        // Counted with the next ones. What was refused meanwhile is the later.
        const since = counts.get(name)
        counts.set(name, since ? { ...since, calls: since.calls + calls } : row)
      }
    }
    if (fault) ctx.logger.warn({ err: fault }, 'refused calls could not be counted yet')
  }

  return {
    isOpen() {
      const now = ctx.clock.now().getTime()
      if (!known || known.until <= now) {
        const isOpen = isOnForAll(ctx, 'integrations')
        known = { until: now + keptMs, isOpen }
        // What could not be read is read again by the next call.
        isOpen.catch(() => (known = null))
      }
      return known.isOpen
    },
    readTestCall: (signed) => readTestCall(ctx, signed),
    keepOffered: (provider, secret) => keepOfferedSecret(ctx, provider, secret),
    refused(provider, reason) {
      const now = ctx.clock.now()
      const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000)
      const name = `${provider}:${minute.getTime()}`
      const { calls } = counts.get(name) ?? { calls: 0 }
      counts.set(name, { minute, provider, calls: calls + 1, lastAt: now, reason })
      timer ??= setTimeout(() => void write(), countEveryMs).unref()
    },
    close: write,
  }
}
