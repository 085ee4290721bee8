import { z } from 'zod'
import type { TopicChannel, TopicStore } from '@switchboard/core/topics'
import type { Database } from '@switchboard/db'

/** A table of events that stands for any of the product's. */
export const createTable = (db: Database) =>
  db.$executeRaw`create table event (topic text, seq bigint, data jsonb, primary key (topic, seq))`

export const tableTopics: TopicChannel = {
  channel: 'test_events',
  noticeSchema: z.object({ topic: z.string(), seq: z.int(), data: z.unknown().optional() }),
}

/** Told by its number alone. */
const largeLength = 1_000

const rowsSchema = z.array(z.object({ seq: z.bigint().transform(Number), data: z.unknown() }))

export const dataSchema = z.object({ text: z.string() })
export type Data = z.infer<typeof dataSchema>

export const tableStore = (db: Database): TopicStore<Data> => ({
  schema: dataSchema,
  head: async (topic) => {
    const [row] = rowsSchema.parse(
      await db.$queryRaw`select coalesce(max(seq), 0)::bigint seq, null data from event where topic = ${topic}`,
    )
    return row?.seq ?? 0
  },
  since: async (topic, seq, limit) => {
    const rows = rowsSchema.parse(
      await db.$queryRaw`select seq, data from event where topic = ${topic} and seq > ${seq} order by seq limit ${limit}`,
    )
    return rows.map((row) => ({ seq: row.seq, data: dataSchema.parse(row.data) }))
  },
})

/** Writes one event and tells it. Whoever calls it twice at once for one topic has to lock it. */
export async function writeEvent(db: Database, topic: string, seq: number, text: string): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`insert into event values (${topic}, ${seq}, jsonb_build_object('text', ${text}::text))`
    const payload = JSON.stringify({ topic, seq, ...(text.length < largeLength && { data: { text } }) })
    await tx.$queryRaw`select pg_notify(${tableTopics.channel}, ${payload})::text`
  })
}
