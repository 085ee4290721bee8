import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import { type Ask, askSchema } from './ask'
import { hashOf } from './hash'

/** A suggestion as one that may be joined: by one of its sources. */
export type Known = {
  suggestionId: string
  assigneeId: string
  title: string
  ask: Ask
  keys: ReadonlySet<string>
  /** The connections of all its sources. */
  accounts: string[]
  /** Waits for a decision, and nobody has worked on its words. */
  isUntouched: boolean
  /** It waits, or its task is not done. */
  isOpen: boolean
}

type Owner = { teamId: string; assigneeId: string }

/**
 * Whoever looks for the same asks of a person and enters what is new comes before or after, never between: of two who look at once none
 * would see the other's. To be called before anything is held. PostgreSQL takes a comparison with many keys for as cheap as one with few
 * and would read the whole table: the rest of the transaction goes by its indexes.
 */
export async function holdAsks(tx: Transaction, owners: Owner[]): Promise<void> {
  const keys = [...new Set(owners.map(({ teamId, assigneeId }) => hashOf('asks', teamId, assigneeId)))].toSorted()
  if (keys.length === 0) return
  await tx.$queryRaw`
    select pg_advisory_xact_lock(key)::text, set_config('enable_seqscan', 'off', true) from unnest(${keys}::bigint[]) key`
}

const knownSchema = z.array(
  z.object({
    suggestionId: z.string(),
    assigneeId: z.string(),
    title: z.string(),
    ask: askSchema,
    keys: z.array(z.string()).transform((keys) => new Set(keys)),
    accounts: z.array(z.string()),
    isUntouched: z.boolean(),
    isOpen: z.boolean(),
  }),
)

/** For one item: a busy thread hides no other. */
const mostFound = 200

/**
 * What shares a key with what is new, and may be the same by what `covers` goes by: in one account only what stands in the same thread,
 * is the same mail or holds the words of the other does. One that has closed by itself is over: what asks the same afterwards asks anew.
 * The keys hold whose they are, so the index leads to one person's alone. Hold the asks first.
 */
export async function findKnown(tx: Transaction, items: { ask: Ask; keys: string[] }[]): Promise<Known[]> {
  const asked = items
    .filter(({ keys }) => keys.length > 0)
    .map(({ ask: { account, thread, mailId, carried }, keys }) => ({
      keys,
      account,
      thread,
      mailId,
      carries: carried.length > 0,
    }))
  if (asked.length === 0) return []
  return knownSchema.parse(
    await tx.$queryRaw`
      with found as materialized (
        select distinct on ("teamId", "itemId") shared.*
        from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
          as asked(keys bigint[], account text, thread text, "mailId" text, carries boolean)
        cross join lateral (
          select "teamId", "itemId", "suggestionId", ask, keys from "SuggestionSource" source
          where source.keys && asked.keys and ask is not null and "endedAt" is null
            and (asked.carries or ask ->> 'account' <> asked.account or ask ->> 'thread' = asked.thread
              or ask ->> 'mailId' = asked."mailId" or ask -> 'carried' <> '[]')
          order by "addedAt" desc limit ${mostFound}
        ) shared
      )
      select found."suggestionId", suggestion."assigneeId", suggestion.title, found.ask, found.keys::text[] as keys,
        array(select distinct source."connectionId"::text from "SuggestionSource" source
          where source."teamId" = found."teamId" and source."suggestionId" = found."suggestionId") as accounts,
        suggestion.status = 'pending_approval' and suggestion."editedAt" is null as "isUntouched",
        suggestion.status = 'pending_approval' or exists (select from "Task" task
          where task."teamId" = found."teamId" and task."suggestionId" = found."suggestionId"
            and task.status <> 'done' and task."deletedAt" is null) as "isOpen"
      from found
      join "Suggestion" suggestion on suggestion."teamId" = found."teamId" and suggestion.id = found."suggestionId"
      where suggestion.status <> 'closed'`,
  )
}
