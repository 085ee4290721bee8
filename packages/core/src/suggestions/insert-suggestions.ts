import { v7 as newId } from 'uuid'
import type { Priority, Transaction } from '@switchboard/db'
import type { NewTask } from '../tasks/make-tasks'
import type { LocatedEvidence } from './proposal'

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

/**
 * Enters suggestions by one statement, whatever their number: a sync makes most of what is ever written here. Answers each with the id
 * that it has got.
 */
export async function insertSuggestions<Row extends NewSuggestion>(
  tx: Transaction,
  suggestions: Row[],
  now: Date,
): Promise<(Row & NewTask)[]> {
  if (suggestions.length === 0) return []
  const rows = suggestions.map((suggestion) => ({ ...suggestion, id: newId(), whenDone: null }))
  await tx.$executeRaw`
    insert into "Suggestion" ("teamId", id, "itemId", "connectionId", "assigneeId", status, title, description, priority, "dueAt",
      "dueAllDay", tags, confidence, reasoning, evidence, model, flags, "receivedAt", "closesAt", "decidedAt", "decidedVia",
      "proposedAt", "createdAt", "updatedAt")
    select "teamId", id, "itemId", "connectionId", "assigneeId", status::"SuggestionStatus", title, description,
      priority::"Priority", "dueAt", "dueAllDay", tags, confidence, reasoning, evidence, model, flags, "receivedAt",
      "closesAt", case when "decidedVia" is not null then ${now}::timestamptz end, "decidedVia", ${now}, ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as suggestion(
      "teamId" uuid, id uuid, "itemId" uuid, "connectionId" uuid, "assigneeId" uuid, status text, title text, description text,
      priority text, "dueAt" timestamptz, "dueAllDay" boolean, tags text[], confidence double precision, reasoning text,
      evidence jsonb, model text, flags text[], "receivedAt" timestamptz, "closesAt" timestamptz, "decidedVia" text)`
  return rows
}
