import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import type { Context } from '../context'
import type { TopicChannel, TopicStore } from '../topics'
import {
  conversationChannel,
  type ConversationEvent,
  conversationEventSchema,
  conversationNoticeSchema,
} from './events'

/** The topic of a conversation, by which its pages are told. */
export const conversationTopic = (conversationId: string): string => `${prefix}${conversationId}`

const prefix = 'conversation:'
const idOf = (topic: string) => topic.slice(prefix.length)

export const conversationTopics: TopicChannel = {
  channel: conversationChannel,
  noticeSchema: conversationNoticeSchema.transform(({ id, seq, event }) => ({
    topic: conversationTopic(id),
    seq,
    data: event,
  })),
}

const headSchema = z.array(z.object({ lastSeq: z.int() }))
const eventsSchema = z.array(z.object({ seq: z.int(), data: conversationEventSchema }))

/** The events of a team's conversations. Whether somebody may follow one is checked before. */
export const conversationStore = (ctx: Pick<Context, 'db'>, teamId: string): TopicStore<ConversationEvent> => ({
  schema: conversationEventSchema,
  async head(topic) {
    const [row] = headSchema.parse(
      await ctx.db.readRows(
        Prisma.sql`select "lastSeq" from "Conversation" where "teamId" = ${teamId}::uuid and id = ${idOf(topic)}::uuid`,
        { prepare: true },
      ),
    )
    return row?.lastSeq ?? 0
  },
  async since(topic, seq, limit) {
    return eventsSchema.parse(
      await ctx.db.readRows(
        Prisma.sql`
          select seq, data from "ConversationEvent"
          where "teamId" = ${teamId}::uuid and "conversationId" = ${idOf(topic)}::uuid and seq > ${seq}
          order by seq limit ${limit}`,
        { prepare: true },
      ),
    )
  },
})
