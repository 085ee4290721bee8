import { z } from 'zod'
import { type AgentState, Prisma, type Transaction } from '@switchboard/db'
import { type ConversationEvent, conversationChannel } from './events'

/** Of a notification's 8,000, with room for its ids. */
const longestNotice = 7_500

/** Tells who follows, of a row with `short` (the conversation and the event's number) and `event`: what does not fit is fetched by its number. */
export const tellFollowers = Prisma.sql`pg_notify(${conversationChannel}, case
  when octet_length((short || jsonb_build_object('event', event))::text) <= ${longestNotice}
  then (short || jsonb_build_object('event', event))::text else short::text end)::text`

export type NewEvent = { teamId: string; conversationId: string; event: ConversationEvent }

const seqSchema = z.tuple([z.object({ lastSeq: z.number().int() })])
const writtenSchema = z.tuple([z.object({ seq: z.number().int() })])

/**
 * Takes the next numbers of a conversation, and holds its row until the transaction ends: numbers follow the order of commits. Returns the
 * first. `activeAt`: something is said there then.
 */
export async function takeSeq(
  tx: Transaction,
  teamId: string,
  conversationId: string,
  count = 1,
  activeAt: Date | null = null,
): Promise<number> {
  const [row] = seqSchema.parse(
    await tx.$queryRaw`
      update "Conversation"
      set "lastSeq" = "lastSeq" + ${count}, "lastActivityAt" = coalesce(${activeAt}::timestamptz, "lastActivityAt")
      where "teamId" = ${teamId}::uuid and id = ${conversationId}::uuid returning "lastSeq"`,
  )
  return row.lastSeq - count + 1
}

/** Writes one event under a number that `takeSeq` gave in this transaction, and tells who follows when it commits. */
export async function writeEvent(tx: Transaction, seq: number, event: NewEvent, now: Date): Promise<void> {
  await tx.$queryRaw(written(event, Prisma.sql`select ${seq}::int as seq`, now))
}

/** Writes one event under the next number, which it answers: for what needs none beforehand. */
export async function appendEvent(tx: Transaction, event: NewEvent, now: Date): Promise<number> {
  const next = Prisma.sql`
    update "Conversation" set "lastSeq" = "lastSeq" + 1
    where "teamId" = ${event.teamId}::uuid and id = ${event.conversationId}::uuid returning "lastSeq" as seq`
  const [row] = writtenSchema.parse(await tx.$queryRaw(written(event, next, now)))
  return row.seq
}

/** The same with the state of the agent that the event tells, by one statement; nothing when it is so already. */
export async function appendAgentState(
  tx: Transaction,
  { teamId, conversationId, state }: { teamId: string; conversationId: string; state: AgentState },
  now: Date,
): Promise<void> {
  const changed = Prisma.sql`
    update "Conversation" set "lastSeq" = "lastSeq" + 1, "agentState" = ${state}::"AgentState"
    where "teamId" = ${teamId}::uuid and id = ${conversationId}::uuid and "agentState" <> ${state}::"AgentState"
    returning "lastSeq" as seq`
  await tx.$queryRaw(written({ teamId, conversationId, event: { kind: 'agent', state } }, changed, now))
}

const written = ({ teamId, conversationId, event }: NewEvent, numbered: Prisma.Sql, now: Date) => Prisma.sql`
  with numbered as (${numbered}), written as (
    insert into "ConversationEvent" ("teamId", "conversationId", seq, kind, data, at)
    select ${teamId}::uuid, ${conversationId}::uuid, seq, ${event.kind}, ${JSON.stringify(event)}::jsonb, ${now}::timestamptz from numbered
    returning seq, data as event
  ), notice as (
    select seq, jsonb_build_object('teamId', ${teamId}::text, 'id', ${conversationId}::text, 'seq', seq) as short, event from written
  ) select seq, ${tellFollowers} from notice`
