import { tracked, type TrackedEnvelope } from '@trpc/server'
import type { WebSocket } from 'ws'
import type { Followed } from '@switchboard/api'
import type { Logger } from '@switchboard/core/ports/logger'
import type { TopicNotice } from '@switchboard/core/topics'
import { aborted } from './aborted'
import { handOver, toldOf } from './frames'
import { comeAgain, deliver, type Member, newMember, settle, taken } from './members'
import { createTopic, type Topic } from './topic'

export type Hub = {
  /** Tells whoever listens now; nobody resumes after it. */
  tell(name: string, data: unknown): void
  /** Tells a numbered event that was written: each once, those that were missed before it. */
  hear(notice: TopicNotice): void
  /** For a procedure's `yield*`: what is told under these names. */
  listen(names: string[], socket: WebSocket, signal: AbortSignal | undefined): AsyncGenerator<never>
  /** For a procedure's `yield*`: a topic's events from one on. */
  follow<Data>(
    followed: Followed<Data>,
    socket: WebSocket,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<TrackedEnvelope<Data>>
}

const pageSize = 200

/**
 * Hands what happens to the sockets that it concerns. A subscription joins, reads what it missed, and then gives itself over: from there
 * on frames are written once for all, past tRPC's loop for each client.
 */
export function createHub(logger: Logger): Hub {
  const topics = new Map<string, Topic>()

  function join(name: string, member: Member): Topic {
    const topic = topics.get(name) ?? createTopic(name, logger)
    topics.set(name, topic)
    topic.members.add(member)
    return topic
  }

  function leave(name: string, member: Member): void {
    const topic = topics.get(name)
    topic?.members.delete(member)
    if (topic?.members.size === 0) topics.delete(name)
  }

  return {
    tell(name, data) {
      const topic = topics.get(name)
      if (topic) deliver(topic.members, toldOf(null, data))
    },
    hear: (notice) => topics.get(notice.topic)?.hear(notice),
    async *listen(names, socket, signal) {
      const member = newMember(socket)
      for (const name of names) join(name, member)
      try {
        yield handOver((rpcId) => settle(member, rpcId))
        await aborted(signal)
      } finally {
        for (const name of names) leave(name, member)
      }
    },
    async *follow(followed, socket, signal) {
      const member = newMember(socket)
      // Before the store is read: what is written meanwhile waits here.
      const topic = join(followed.topic, member)
      try {
        topic.readFrom(followed.store)
        try {
          yield* missed(followed, member)
        } catch (error) {
          // A subscription that throws has ended for good; a socket that closes is opened again.
          logger.warn({ err: error, topic: followed.topic }, 'events of a topic could not be read')
          comeAgain(member)
        }
        yield handOver((rpcId) => topic.settle(member, rpcId))
        await aborted(signal)
      } finally {
        leave(followed.topic, member)
      }
    },
  }
}

/** What was written after the last event that a page knows of, until there is no more. */
async function* missed<Data>(
  { topic, store, after }: Followed<Data>,
  member: Member,
): AsyncGenerator<TrackedEnvelope<Data>> {
  member.last = after ?? (await store.head(topic))
  let mustRead = typeof after === 'number'
  while (mustRead || member.overran) {
    member.overran = false
    const events = await store.since(topic, member.last, pageSize)
    for (const { seq, data } of events) {
      yield tracked(String(seq), data)
      member.last = seq
    }
    mustRead = events.length === pageSize
    // A page that takes its time is waited for: what it has not taken yet is held here.
    if (mustRead) await taken(member)
  }
}
