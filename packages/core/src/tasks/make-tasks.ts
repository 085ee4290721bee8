import { v7 as newId } from 'uuid'
import { z } from 'zod'
import type { Suggestion, Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { signalLiveAll } from '../live'

/** What of a suggestion becomes its task. */
export type NewTask = Pick<
  Suggestion,
  | 'teamId'
  | 'id'
  | 'itemId'
  | 'assigneeId'
  | 'title'
  | 'description'
  | 'priority'
  | 'dueAt'
  | 'dueAllDay'
  | 'tags'
  | 'whenDone'
>

const madeSchema = z.array(z.object({ teamId: z.string(), assigneeId: z.string(), id: z.string() }))

/**
 * Makes the one task of each, in the transaction that approves them and by one statement; those that are there already stay as they
 * are.
 */
export async function makeTasks(ctx: Context, tx: Transaction, suggestions: NewTask[]): Promise<void> {
  const now = ctx.clock.now()
  const rows = suggestions.map((suggestion) => ({
    teamId: suggestion.teamId,
    id: newId(),
    suggestionId: suggestion.id,
    itemId: suggestion.itemId,
    assigneeId: suggestion.assigneeId,
    title: suggestion.title,
    description: suggestion.description,
    priority: suggestion.priority,
    dueAt: suggestion.dueAt,
    dueAllDay: suggestion.dueAllDay,
    tags: suggestion.tags,
    whenDone: suggestion.whenDone,
  }))
  const tasks = madeSchema.parse(
    await tx.$queryRaw`
      insert into "Task" ("teamId", id, "suggestionId", "itemId", "assigneeId", title, description, priority, "dueAt", "dueAllDay",
        tags, "whenDone", "createdAt", "updatedAt")
      select "teamId", id, "suggestionId", "itemId", "assigneeId", title, description, priority::"Priority", "dueAt",
        "dueAllDay", tags, "whenDone", ${now}, ${now}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as task(
        "teamId" uuid, id uuid, "suggestionId" uuid, "itemId" uuid, "assigneeId" uuid, title text, description text, priority text,
        "dueAt" timestamptz, "dueAllDay" boolean, tags text[], "whenDone" jsonb)
      on conflict do nothing
      returning "teamId", "assigneeId", id`,
  )
  await signalLiveAll(
    tx,
    tasks.map(({ teamId, assigneeId, id }) => ({ teamId, userId: assigneeId, subject: 'task', id })),
  )
}
