import { v7 as newId } from 'uuid'
import { z } from 'zod'
import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { findSuggestion } from './find-suggestion'
import { holdWithTasks } from './hold-suggestions'
import { insertSuggestions } from './insert-suggestions'
import { locatedEvidenceSchema } from './proposal'
import { keptProposalSchema } from './proposed-columns'
import { getSuggestion } from './read-suggestions'
import { refreshSources } from './same-ask/refresh-sources'
import { tellSuggestions } from './tell-suggestions'

/**
 * 'Not the same': takes one source out of a suggestion, whatever was decided on it. It waits as a suggestion of its own, with what was
 * proposed for it, and is compared with nothing any more. Answers both. Throws not_found, conflict.
 */
export async function partSource(ctx: Context, actor: Actor, input: { id: string; itemId: string }) {
  const { teamId, assigneeId } = await findSuggestion(ctx, actor, input.id)
  const now = ctx.clock.now()
  const id = newId()
  await ctx.db.$transaction(async (tx) => {
    await holdWithTasks(tx, actor, [input.id])
    const source = await tx.suggestionSource.findFirst({
      where: { teamId, suggestionId: input.id, itemId: input.itemId },
      include: { item: true, suggestion: { select: { itemId: true } } },
    })
    if (!source) throw notFound('item')
    if (source.proposed === null || source.suggestion.itemId === source.itemId)
      throw new SwitchboardError('conflict', 'This suggestion was made from that item. Take the other one out of it.')
    if (source.endedAt !== null)
      throw new SwitchboardError('conflict', 'That source is over: there is nothing left in it to do.')
    const { dueAt, ...proposed } = keptProposalSchema.parse(source.proposed)
    await tx.suggestionSource.delete({ where: { teamId_itemId: { teamId, itemId: source.itemId } } })
    await insertSuggestions(
      tx,
      [
        {
          ...proposed,
          id,
          teamId,
          assigneeId,
          itemId: source.itemId,
          connectionId: source.connectionId,
          status: 'pending_approval',
          dueAt: dueAt === null ? null : new Date(dueAt),
          evidence: z.array(locatedEvidenceSchema).parse(source.evidence),
          flags: source.flags,
          receivedAt: source.item.receivedAt,
          closesAt: source.closesAt,
          decidedVia: null,
          ask: null,
          keys: [],
        },
      ],
      now,
    )
    await tx.item.update({
      where: { teamId_id: { teamId, id: source.itemId } },
      data: { reason: proposed.reasoning },
    })
    await refreshSources(tx, [{ teamId, id: input.id }])
    await tellSuggestions(
      tx,
      [input.id, id].map((one) => ({ teamId, assigneeId, id: one })),
      now,
    )
  })
  const [suggestion, parted] = await Promise.all([getSuggestion(ctx, actor, input.id), getSuggestion(ctx, actor, id)])
  return { suggestion, parted }
}
