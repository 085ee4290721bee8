import { z } from 'zod'
import type { Transaction } from '@switchboard/db'

/**
 * A topic is a row of numbered events that pages follow and resume, such as `conversation:<id>`. Its numbers stand in the order in which the
 * events were committed: whoever writes one gives it the next number under a lock of the topic, in the same transaction (docs/decisions/0028).
 */
export type TopicEvent<Data> = { seq: number; data: Data }

/** Reads the events of topics of one kind. Both may throw when the database is away. */
export type TopicStore<Data> = {
  /** What an event carries: plain JSON, so an instant is a text. */
  schema: z.ZodType<Data>
  /** The number of the newest event; 0 without any. */
  head(topic: string): Promise<number>
  /** The first `limit` events after this number, in their order; fewer only when there are no more. */
  since(topic: string, seq: number, limit: number): Promise<TopicEvent<Data>[]>
}

/** The id of an event as clients send it back, read as its number. */
export const eventIdSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)

/** PostgreSQL channel of the topics. */
export const topicChannel = 'switchboard_topics'

/** Without `data` it has to be read from the store. */
export const topicNoticeSchema = z.object({
  topic: z.string().min(1),
  seq: z.int().positive(),
  data: z.unknown().optional(),
})

export type TopicNotice = z.infer<typeof topicNoticeSchema>

/** PostgreSQL refuses payloads of 8,000 bytes. */
const mostPayloadBytes = 7_999

/** Tells events when the transaction commits, and not at all when it does not: large ones by their number alone. One statement for all. */
export async function tellTopics(tx: Transaction, notices: TopicNotice[]): Promise<void> {
  if (notices.length === 0) return
  const payloads = notices.map(payloadOf)
  await tx.$queryRaw`select pg_notify(${topicChannel}, payload)::text from unnest(${payloads}::text[]) payload`
}

function payloadOf({ topic, seq, data }: TopicNotice): string {
  const whole = JSON.stringify({ topic, seq, data })
  return Buffer.byteLength(whole) <= mostPayloadBytes ? whole : JSON.stringify({ topic, seq })
}
