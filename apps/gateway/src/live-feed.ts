import type { WebSocket } from 'ws'
import type { z } from 'zod'
import type { LiveFeed } from '@switchboard/api'
import { liveChannel, liveSignalSchema, toldSignalSchema } from '@switchboard/core/live'
import type { Logger } from '@switchboard/core/ports/logger'
import type { TopicChannel } from '@switchboard/core/topics'
import { listen, type Listener } from '@switchboard/db'
import { createHub } from './hub/hub'

export type LiveHub = {
  listener: Listener
  /** What one socket may follow. */
  feedOf(socket: WebSocket): Omit<LiveFeed, 'inSight'>
  /** Called when something may have been lost: pages have to read again. */
  onGap(call: () => void): void
  /** Called when somebody joined or left a team, or their role changed. */
  onMembershipChange(call: () => void): void
}

/** Hands PostgreSQL's notifications to the sockets they concern: one connection to the database, however many sockets. */
export async function createLiveHub(databaseUrl: string, logger: Logger, topics: TopicChannel[]): Promise<LiveHub> {
  const hub = createHub(logger)
  const gapCalls: (() => void)[] = []
  const membershipCalls: (() => void)[] = []

  function read<Notice>(schema: z.ZodType<Notice>, payload: string): Notice | null {
    const notice = parse(schema, payload)
    if (!notice) logger.warn({}, 'a live signal could not be read')
    return notice
  }

  const hearing =
    ({ noticeSchema }: TopicChannel) =>
    (payload: string) => {
      const notice = read(noticeSchema, payload)
      if (notice) hub.hear(notice)
    }

  const listener = await listen({
    url: databaseUrl,
    channels: {
      [liveChannel]: (payload) => {
        const signal = read(liveSignalSchema, payload)
        if (!signal) return
        if (signal.subject === 'membership') for (const call of membershipCalls) call()
        const name = signal.userId ? memberTopic(signal.teamId, signal.userId) : teamTopic(signal.teamId)
        hub.tell(name, toldSignalSchema.parse(signal))
      },
      ...Object.fromEntries(topics.map((topic) => [topic.channel, hearing(topic)])),
    },
    onReconnect: () => gapCalls.forEach((call) => call()),
    onError: (error) => logger.warn({ err: error }, 'the connection for live signals was lost'),
  })
  return {
    listener,
    onGap: (call) => void gapCalls.push(call),
    onMembershipChange: (call) => void membershipCalls.push(call),
    feedOf: (socket) => ({
      signals: ({ teamId, userId }, signal) =>
        hub.listen([teamTopic(teamId), memberTopic(teamId, userId)], socket, signal),
      events: (followed, signal) => hub.follow(followed, socket, signal),
    }),
  }
}

const teamTopic = (teamId: string) => `signals:${teamId}`
const memberTopic = (teamId: string, userId: string) => `signals:${teamId}:${userId}`

function parse<Notice>(schema: z.ZodType<Notice>, payload: string): Notice | null {
  try {
    return schema.parse(JSON.parse(payload))
  } catch {
    return null
  }
}
