import { on, EventEmitter } from 'node:events'
import type { LiveFeed } from '@switchboard/api'
import type { Logger } from '@switchboard/core/ports/logger'
import { liveChannel, type LiveSignal, liveSignalSchema } from '@switchboard/core/live'
import { listen, type Listener } from '@switchboard/db'

export type LiveHub = LiveFeed & {
  listener: Listener
  /** Called when signals may have been lost: pages have to read everything again. */
  onGap(call: () => void): void
  /** Called when somebody joined or left a team, or their role changed. */
  onMembershipChange(call: () => void): void
}

/** Hands PostgreSQL's notifications to the sockets they concern: one connection to the database, however many sockets. */
export async function createLiveHub(databaseUrl: string, logger: Logger): Promise<LiveHub> {
  const topics = new EventEmitter().setMaxListeners(0)
  const listener = await listen({
    url: databaseUrl,
    channel: liveChannel,
    onMessage(payload) {
      const signal = parse(payload)
      if (!signal) return logger.warn({}, 'a live signal could not be read')
      if (signal.subject === 'membership') topics.emit('membership')
      topics.emit(signal.userId ? topicOf(signal.teamId, signal.userId) : signal.teamId, signal)
    },
    onReconnect: () => topics.emit('gap'),
    onError: (error) => logger.warn({ err: error }, 'the connection for live signals was lost'),
  })
  return {
    listener,
    onGap: (call) => void topics.on('gap', call),
    onMembershipChange: (call) => void topics.on('membership', call),
    async *follow(actor, signal) {
      const merged = new EventEmitter()
      const forward = (event: LiveSignal) => merged.emit('signal', event)
      const names = [topicOf(actor.teamId, actor.userId), actor.teamId]
      for (const name of names) topics.on(name, forward)
      try {
        for await (const [event] of on(merged, 'signal', { signal })) yield liveSignalSchema.parse(event)
      } catch (error) {
        // The socket closed: that is how a subscription ends.
        if (!signal?.aborted) throw error
      } finally {
        for (const name of names) topics.off(name, forward)
      }
    },
  }
}

const topicOf = (teamId: string, userId: string) => `${teamId}:${userId}`

function parse(payload: string): LiveSignal | null {
  try {
    return liveSignalSchema.parse(JSON.parse(payload))
  } catch {
    return null
  }
}
