import { Prisma } from '@switchboard/db'
import { z } from 'zod'
import type { Context } from '../context'
import { tellFollowers } from './append-events'

/** More of an answer that is being written. */
export type TextPiece = {
  teamId: string
  conversationId: string
  messageId: string
  /** Whose words count: those of a worker that has lost its run to another are dropped. */
  runId: string
  attempts: number
  /** The character on which it goes on, in UTF-16 units. */
  from: number
  text: string
}

const writtenSchema = z.array(z.object({ messageId: z.string(), isWritten: z.boolean() }))

/**
 * Writes more of several answers, of a conversation each, by one statement: it takes the conversations' next numbers (their rows locked
 * in one order, so that two of these never wait for each other), writes the events, lets the messages grow, and tells who follows.
 * Returns the messages whose rows somebody else holds at the moment, of which nothing was written; with `waits`, they are waited for.
 */
export async function writeTexts(
  db: Context['db'],
  pieces: TextPiece[],
  now: Date,
  { waits = false } = {},
): Promise<Set<string>> {
  const otherwise = waits ? Prisma.empty : Prisma.sql`skip locked`
  const rows = writtenSchema.parse(
    await db.$queryRaw`
      with piece as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(pieces)}::jsonb) as piece(
          "teamId" uuid, "conversationId" uuid, "messageId" uuid, "runId" uuid, attempts int, "from" int, text text)
      ), held as materialized (
        select conversation."teamId", conversation.id
        from "Conversation" conversation join piece
          on piece."teamId" = conversation."teamId" and piece."conversationId" = conversation.id
        join "AgentRun" run on run."teamId" = piece."teamId" and run.id = piece."runId"
          and run.attempts = piece.attempts and run.state = 'running'
        order by conversation.id
        -- The run's too: one that ends meanwhile has said all of it.
        for update of conversation ${otherwise} for share of run ${otherwise}
      ), counted as (
        update "Conversation" conversation set "lastSeq" = "lastSeq" + 1 from held
        where conversation."teamId" = held."teamId" and conversation.id = held.id
        returning conversation."teamId", conversation.id, conversation."lastSeq" as seq
      ), told as (
        select piece.*, counted.seq, jsonb_build_object(
          'kind', 'text', 'messageId', piece."messageId", 'from', piece."from", 'text', piece.text) as event
        from counted join piece on piece."teamId" = counted."teamId" and piece."conversationId" = counted.id
      ), written as (
        insert into "ConversationEvent" ("teamId", "conversationId", seq, kind, data, at)
        select "teamId", "conversationId", seq, 'text', event, ${now}::timestamptz from told
      ), grown as (
        update "ConversationMessage" message set content = message.content || told.text from told
        where message."teamId" = told."teamId" and message.id = told."messageId" and message.status = 'writing'
      ), notice as (
        select "messageId", jsonb_build_object('teamId', "teamId", 'id', "conversationId", 'seq', seq) as short, event from told
      )
      select "messageId", true as "isWritten", ${tellFollowers} from notice
      -- By a list that is hashed: joined to what was told, of which the planner expects one row, each piece would be compared with all.
      union all select piece."messageId", false, null
      from piece join "AgentRun" run on run."teamId" = piece."teamId" and run.id = piece."runId"
        and run.attempts = piece.attempts and run.state = 'running'
      where piece."messageId" not in (select "messageId" from told)`,
  )
  return new Set(rows.filter(({ isWritten }) => !isWritten).map(({ messageId }) => messageId))
}
