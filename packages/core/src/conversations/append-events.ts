import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import { type ConversationEvent, conversationChannel } from './events'

/** Of a notification's 8,000, with room for its ids. */
export const longestNotice = 7_500

export type NewEvent = { teamId: string; conversationId: string; event: ConversationEvent }

const seqSchema = z.tuple([z.object({ lastSeq: z.number().int() })])

/** Takes the next numbers of a conversation, and holds its row until the transaction ends: numbers follow the order of commits. Returns the first. */
export async function takeSeq(tx: Transaction, teamId: string, conversationId: string, count = 1): Promise<number> {
  const [row] = seqSchema.parse(
    await tx.$queryRaw`
      update "Conversation" set "lastSeq" = "lastSeq" + ${count}
      where "teamId" = ${teamId}::uuid and id = ${conversationId}::uuid returning "lastSeq"`,
  )
  return row.lastSeq - count + 1
}

/** Writes one event under a number that `takeSeq` gave in this transaction, and tells who follows when it commits. */
export async function writeEvent(
  tx: Transaction,
  seq: number,
  { teamId, conversationId, event }: NewEvent,
  now: Date,
): Promise<void> {
  const data = JSON.stringify(event)
  const whole = JSON.stringify({ teamId, id: conversationId, seq, event })
  const notice = Buffer.byteLength(whole) <= longestNotice ? whole : JSON.stringify({ teamId, id: conversationId, seq })
  await tx.$queryRaw`
    with written as (
      insert into "ConversationEvent" ("teamId", "conversationId", seq, kind, data, at)
      values (${teamId}::uuid, ${conversationId}::uuid, ${seq}, ${event.kind}, ${data}::jsonb, ${now}::timestamptz)
      returning seq
    ) select pg_notify(${conversationChannel}, ${notice})::text from written`
}

/** Both in one: for events that need no number beforehand. */
export async function appendEvent(tx: Transaction, event: NewEvent, now: Date): Promise<number> {
  const seq = await takeSeq(tx, event.teamId, event.conversationId)
  await writeEvent(tx, seq, event, now)
  return seq
}
