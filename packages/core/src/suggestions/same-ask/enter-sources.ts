import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import { keptProposal, proposedColumns } from '../proposed-columns'
import type { Join } from './place-asks'
import { refreshSources } from './refresh-sources'

/** In the words of an item's record. */
const relationTexts: Record<Join['relation'], string> = {
  copy: 'the same, received twice',
  thread: 'asked again in the same thread',
  forward: 'the same, forwarded or quoted',
  words: 'the same, asked in another place',
}

/**
 * Lets those lead that say more: what is proposed becomes what they say, as long as the suggestion waits untouched. Answers those for
 * which somebody came first.
 */
export async function leadSuggestions(tx: Transaction, joins: Join[], now: Date): Promise<Set<string>> {
  const refused = new Set<string>()
  for (const join of joins.filter(({ leads }) => leads)) {
    const { teamId, suggestionId: id } = join
    const where = { teamId, id, status: 'pending_approval', editedAt: null } as const
    const before = await tx.suggestion.findFirst({ where })
    const { count } = before
      ? await tx.suggestion.updateMany({
          where,
          data: {
            ...proposedColumns(join),
            itemId: join.itemId,
            connectionId: join.connectionId,
            proposedAt: now,
          },
        })
      : { count: 0 }
    if (!before || count === 0) {
      refused.add(join.itemId)
      continue
    }
    await tx.suggestionSource.updateMany({
      where: { teamId, itemId: before.itemId },
      data: { proposed: keptProposal(before) },
    })
  }
  return refused
}

const enteredSchema = z.array(z.object({ itemId: z.string() }))

/**
 * Enters the sources that join suggestions, and says so on their items. Answers the items of those that were entered: a suggestion may
 * have closed meanwhile.
 */
export async function enterJoins(tx: Transaction, wanted: Join[], now: Date): Promise<Set<string>> {
  if (wanted.length === 0) return new Set()
  const rows = wanted.map((join) => ({
    teamId: join.teamId,
    itemId: join.itemId,
    suggestionId: join.suggestionId,
    connectionId: join.connectionId,
    relation: join.relation,
    evidence: join.evidence,
    proposed: keptProposal(join),
    ask: join.ask,
    keys: join.keys,
    flags: join.flags,
    closesAt: join.closesAt,
    reason: `It asks for the same as “${join.ofTitle}”: ${relationTexts[join.relation]}.`,
  }))
  const entered = enteredSchema.parse(
    await tx.$queryRaw`
      with batch as materialized (
        select source.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as source(
          "teamId" uuid, "itemId" uuid, "suggestionId" uuid, "connectionId" uuid, relation text, evidence jsonb, proposed jsonb,
          ask jsonb, keys bigint[], flags text[], "closesAt" timestamptz, reason text)
        join "Suggestion" suggestion on suggestion."teamId" = source."teamId" and suggestion.id = source."suggestionId"
        where suggestion.status <> 'closed'
        order by suggestion.id for key share of suggestion
      ), told as (
        update "Item" item set reason = batch.reason from batch
        where item."teamId" = batch."teamId" and item.id = batch."itemId"
      )
      insert into "SuggestionSource" ("teamId", "itemId", "suggestionId", "connectionId", relation, evidence, proposed, ask, keys,
        flags, "closesAt", "addedAt")
      select "teamId", "itemId", "suggestionId", "connectionId", relation, evidence, proposed, ask, keys, flags, "closesAt", ${now}
      from batch
      on conflict do nothing
      returning "itemId"`,
  )
  const items = new Set(entered.map(({ itemId }) => itemId))
  const joins = wanted.filter(({ itemId }) => items.has(itemId))
  await refreshSources(
    tx,
    joins.map(({ teamId, suggestionId }) => ({ teamId, id: suggestionId })),
  )
  return items
}
