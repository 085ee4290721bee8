import { z } from 'zod'

/**
 * A topic is a row of numbered events that pages follow and resume, such as `conversation:<id>`. Its numbers stand in the order in which the
 * events were committed: whoever writes one gives it the next number under a lock of the topic, in the same transaction (docs/decisions/0028).
 */
export type TopicEvent<Data> = { seq: number; data: Data }

/** Reads the events of topics of one kind. Both may throw when the database is away. */
export type TopicStore<Data> = {
  /** Reads what an event carries as JSON into what pages get. */
  schema: z.ZodType<Data>
  /** The number of the newest event; 0 without any. */
  head(topic: string): Promise<number>
  /** The first `limit` events after this number, in their order; fewer only when there are no more. */
  since(topic: string, seq: number, limit: number): Promise<TopicEvent<Data>[]>
}

/** An event as it is told when its transaction commits. Without `data` it has to be read from the store. */
export type TopicNotice = { topic: string; seq: number; data?: unknown }

/** The PostgreSQL channel by which topics of one kind are told, and how a payload is read, parsed as JSON. */
export type TopicChannel = { channel: string; noticeSchema: z.ZodType<TopicNotice> }

/** The id of an event as clients send it back, read as its number. */
export const eventIdSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
