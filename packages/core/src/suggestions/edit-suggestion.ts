import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { visibleTo } from '../visible-to'
import { holdSuggestions } from './hold-suggestions'
import { editedColumns, type Edits, evidenceAfter } from './edits'
import { findSuggestion } from './find-suggestion'
import { getSuggestion } from './read-suggestions'
import { tellSuggestions } from './tell-suggestions'

/** Saves edits without deciding. Throws not_found, already_decided. */
export async function editSuggestion(ctx: Context, actor: Actor, input: { id: string; edits: Edits }) {
  const columns = await editedColumns(ctx, actor, await findSuggestion(ctx, actor, input.id), input.edits)
  await ctx.db.$transaction(async (tx) => {
    // Of two edits at once each would keep what was proposed in its own field alone.
    await holdSuggestions(tx, actor, [input.id])
    const before = await tx.suggestion.findFirst({ where: { ...visibleTo(actor), id: input.id } })
    if (!before) throw notFound('suggestion')
    if (before.status !== 'pending_approval')
      throw new SwitchboardError('already_decided', 'This suggestion was decided meanwhile; your edits were not saved.')
    const { teamId, id, assigneeId } = before
    await tx.suggestion.update({
      where: { teamId_id: { teamId, id } },
      data: { ...columns, evidence: evidenceAfter(before, columns), editedAt: ctx.clock.now() },
    })
    await tellSuggestions(tx, [{ teamId, assigneeId, id }], ctx.clock.now())
  })
  return getSuggestion(ctx, actor, input.id)
}
