import type { Priority, Transaction } from '@switchboard/db'
import { z } from 'zod'
import { queueDelivering } from '../channels/queue-messages'
import type { NewTask } from '../tasks/make-tasks'
import type { LocatedEvidence } from './proposal'
import type { Ask } from './same-ask/ask'
import { testFlag } from './test-flag'

export type NewSuggestion = {
  teamId: string
  itemId: string
  connectionId: string
  assigneeId: string
  status: 'pending_approval' | 'auto_approved'
  title: string
  description: string
  priority: Priority
  dueAt: Date | null
  dueAllDay: boolean
  tags: string[]
  confidence: number
  reasoning: string
  evidence: LocatedEvidence[]
  model: string
  flags: string[]
  receivedAt: Date
  closesAt: Date | null
  decidedVia: 'auto' | null
}

/** By what it is compared with others; with nothing, when there is no ask. */
type Compared = { id: string; ask: Ask | null; keys: string[] }

/** Older items are nothing to be told of outside of the page: a first sync brings hundreds of them. */
const newsMs = 86_400_000

const offeredSchema = z.tuple([z.object({ offered: z.number().int() })])

/**
 * Enters suggestions, each with the source that it was made from, and the messages to those who want to be told of ones that are as sure,
 * and to the room of a shared connection for what the feed does not fold away, by one statement, whatever their number: a sync makes most
 * of what is ever written here. Answers them as tasks are made from them.
 */
export async function insertSuggestions<Row extends NewSuggestion & Compared>(
  tx: Transaction,
  suggestions: Row[],
  now: Date,
): Promise<(Row & NewTask)[]> {
  if (suggestions.length === 0) return []
  const rows = suggestions.map((suggestion) => ({ ...suggestion, whenDone: null }))
  const answer: unknown = await tx.$queryRaw`
    with batch as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as suggestion(
        "teamId" uuid, id uuid, "itemId" uuid, "connectionId" uuid, "assigneeId" uuid, status text, title text, description text,
        priority text, "dueAt" timestamptz, "dueAllDay" boolean, tags text[], confidence double precision, reasoning text,
        evidence jsonb, model text, flags text[], "receivedAt" timestamptz, "closesAt" timestamptz, "decidedVia" text,
        ask jsonb, keys bigint[])
    ), sources as (
      insert into "SuggestionSource" ("teamId", "itemId", "suggestionId", "connectionId", evidence, ask, keys, flags, "closesAt", "addedAt")
      select "teamId", "itemId", id, "connectionId", evidence, ask, keys, flags, "closesAt", ${now} from batch
    ), messages as (
      insert into "OutboundMessage" ("teamId", id, "userId", "roomConnectionId", key, kind, "subjectId", urgency, asks, "dueAt", "createdAt")
      select "teamId", gen_random_uuid(), "assigneeId", null::uuid, 'suggestion:' || batch.id, 'suggestion', batch.id,
        (case when priority = 'urgent' and cardinality(flags) = 0 then 'urgent' else 'normal' end)::"Urgency", true, ${now}::timestamptz, ${now}::timestamptz
      from batch join "ReachPreference" wanted using ("teamId")
      where wanted."userId" = batch."assigneeId" and status = 'pending_approval' and "receivedAt" > ${new Date(now.getTime() - newsMs)}
        and (wanted.values->>'suggestionsFrom')::float <= confidence and not (${testFlag} = any(flags))
      union all
      select batch."teamId", gen_random_uuid(), null, room.id, 'room:' || room.id || ':suggestion:' || batch.id, 'suggestion', batch.id,
        (case when priority = 'urgent' and cardinality(batch.flags) = 0 then 'urgent' else 'normal' end)::"Urgency", false, ${now}::timestamptz,
        ${now}::timestamptz
      from batch join "Connection" room on room."teamId" = batch."teamId" and room.id = batch."connectionId"
      where room."ownerId" is null and room.settings->>'room' <> '' and room.settings->>'roomGets' in ('suggestion', 'both')
        and batch.status = 'pending_approval' and "receivedAt" > ${new Date(now.getTime() - newsMs)}
        and coalesce((room.settings->>'lessLikelyThreshold')::float, 0) <= confidence and not (${testFlag} = any(flags))
        and not exists (
          select 1 from "Item" item
          where item."teamId" = batch."teamId" and item.id = batch."itemId" and item.snapshot->>'direct' = 'true')
      returning 1
    ), entered as (
      insert into "Suggestion" ("teamId", id, "itemId", "connectionId", "assigneeId", status, title, description, priority, "dueAt",
        "dueAllDay", tags, confidence, reasoning, evidence, model, flags, "receivedAt", "closesAt", "decidedAt", "decidedVia",
        "proposedAt", "createdAt", "updatedAt")
      select "teamId", id, "itemId", "connectionId", "assigneeId", status::"SuggestionStatus", title, description,
        priority::"Priority", "dueAt", "dueAllDay", tags, confidence, reasoning, evidence, model, flags, "receivedAt",
        "closesAt", case when "decidedVia" is not null then ${now}::timestamptz end, "decidedVia", ${now}, ${now}, ${now}
      from batch
    )
    select count(*)::int as offered from messages`
  if (offeredSchema.parse(answer)[0].offered > 0) await queueDelivering(tx, now, now)
  return rows
}
