import type { Logger } from '@switchboard/core/ports/logger'
import type { TopicEvent, TopicNotice, TopicStore } from '@switchboard/core/topics'
import { type RpcId, toldOf } from './frames'
import { comeAgain, deliver, type Member, settle } from './members'

export type Topic = {
  members: Set<Member>
  /** Where its numbered events stand. */
  readFrom(store: TopicStore<unknown>): void
  hear(notice: TopicNotice): void
  settle(member: Member, rpcId: RpcId): void
}

const pageSize = 200

/** What this process knows of a topic for as long as somebody follows it. */
export function createTopic(name: string, logger: Logger): Topic {
  const members = new Set<Member>()
  let store: TopicStore<unknown> | null = null
  /** The number of the last event that all settled members were told; null before anything is known. */
  let told: number | null = null
  /** The highest number that was heard of. */
  let heard = 0
  let isFilling = false

  function publish({ seq, data }: TopicEvent<unknown>): void {
    told = seq
    deliver(members, toldOf(seq, data))
  }

  /** The event as its notice brought it, when it is the next one. */
  function broughtBy({ seq, data }: TopicNotice): TopicEvent<unknown> | null {
    if (isFilling || data === undefined || (told !== null && seq !== told + 1)) return null
    const read = store?.schema.safeParse(data)
    return read?.success ? { seq, data: read.data } : null
  }

  /** Reads what notices did not bring: those that were lost, and those too large for one. */
  async function fill(): Promise<void> {
    isFilling = true
    try {
      while (store && told !== null && told < heard && members.size > 0) {
        const events = await store.since(name, told, pageSize)
        for (const event of events) publish(event)
        // Written and told of, and no longer there: nobody will ever read it.
        if (events.length === 0) told = heard
      }
    } catch (error) {
      logger.warn({ err: error, topic: name }, 'events of a topic could not be read')
      // Each reads for itself when it is back.
      for (const member of members) comeAgain(member)
    } finally {
      isFilling = false
    }
  }

  return {
    members,
    readFrom(from) {
      store = from
    },
    hear(notice) {
      if (told !== null && notice.seq <= told) return
      heard = Math.max(heard, notice.seq)
      const event = broughtBy(notice)
      if (event) return publish(event)
      told ??= notice.seq - 1
      if (!isFilling) void fill()
    },
    settle(member, rpcId) {
      // Others may be waiting for what this one has already read.
      told ??= member.last
      settle(member, rpcId)
    },
  }
}
