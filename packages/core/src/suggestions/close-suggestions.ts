import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { letOthersLead } from './same-ask/let-others-lead'
import { tellSuggestions } from './tell-suggestions'
import { testFlag } from './test-flag'

/** Why a suggestion closed by itself: its item says so, or its time is over. Stands in `decidedVia`. */
type ClosedBy = 'source' | 'time'

const closedSchema = z.array(z.object({ teamId: z.string(), assigneeId: z.string(), id: z.string() }))

const heldSchema = z.array(z.object({ teamId: z.string(), id: z.string() }))

/**
 * Takes in that items no longer want anything, in the transaction that enters why: what still waits for a decision closes with its last
 * source; as long as another one asks for it, that one stands for it.
 */
export async function closeSuggestionsOf(
  tx: Transaction,
  teamId: string,
  items: { id: string; reason: string }[],
  now: Date,
): Promise<void> {
  if (items.length === 0) return
  const ids = items.map(({ id }) => id)
  // Of two sources that end at once each would see the other one stand. An array, as no index serves `in` with another condition.
  const held = heldSchema.parse(
    await tx.$queryRaw`
      select "teamId", id from "Suggestion" suggestion
      where "teamId" = ${teamId}::uuid and ("itemId" = any(${ids}::uuid[]) or id = any(array(
        select "suggestionId" from "SuggestionSource" where "teamId" = ${teamId}::uuid and "itemId" = any(${ids}::uuid[]))))
      order by id for update`,
  )
  if (held.length === 0) return
  await tx.$executeRaw`
    update "SuggestionSource" source set "endedAt" = ${now}, "endReason" = item.reason
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as item(id uuid, reason text)
    where source."teamId" = ${teamId}::uuid and source."itemId" = item.id`
  const via: ClosedBy = 'source'
  const closed = closedSchema.parse(
    await tx.$queryRaw`
      update "Suggestion" suggestion
      set status = 'closed', "decidedAt" = ${now}, "decidedVia" = ${via}, "updatedAt" = ${now}, "dismissReason" = (
        select item.reason from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as item(id uuid, reason text)
        order by item.id = suggestion."itemId" desc, item.id in (select "itemId" from "SuggestionSource" source
          where source."teamId" = suggestion."teamId" and source."suggestionId" = suggestion.id) desc limit 1)
      where suggestion."teamId" = ${teamId}::uuid and suggestion.id = any(${held.map(({ id }) => id)}::uuid[])
        and suggestion.status = 'pending_approval'
        and not exists (select from "SuggestionSource" source where source."teamId" = suggestion."teamId"
          and source."suggestionId" = suggestion.id and source."endedAt" is null)
      returning suggestion."teamId", suggestion."assigneeId", suggestion.id`,
  )
  await letOthersLead(tx, held, now)
  await tellSuggestions(tx, closed, now)
}

export const overReason = 'The event is over.'
const testOverReason = 'The test is over.'
const mostAtOnce = 500

/**
 * Closes what still waits for a decision although what it was for is over; called by a job. What is due later than that, such as
 * something to follow up, waits on. Returns how many.
 */
export async function closeOverSuggestions(ctx: Context, signal?: AbortSignal): Promise<number> {
  const via: ClosedBy = 'time'
  for (let total = 0; ;) {
    if (signal?.aborted) return total
    const now = ctx.clock.now()
    const closed = await ctx.db.$transaction(async (tx) => {
      const rows = closedSchema.parse(
        await tx.$queryRaw`
          with ended as (
            select "teamId", id from "Suggestion"
            where status = 'pending_approval' and "closesAt" is not null and "closesAt" <= ${now}
              and ("dueAt" is null or "dueAt" <= "closesAt" or ${testFlag} = any(flags))
            order by id limit ${mostAtOnce} for update skip locked
          )
          update "Suggestion" suggestion
          set status = 'closed', "decidedAt" = ${now}, "decidedVia" = ${via}, "updatedAt" = ${now},
            "dismissReason" = case when ${testFlag} = any(suggestion.flags) then ${testOverReason} else ${overReason} end
          from ended where suggestion."teamId" = ended."teamId" and suggestion.id = ended.id
          returning suggestion."teamId", suggestion."assigneeId", suggestion.id`,
      )
      await tellSuggestions(tx, rows, now)
      return rows.length
    })
    total += closed
    if (closed < mostAtOnce) return total
  }
}
