import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { signalLive } from '../live'
import { editedColumns, type Edits } from './edits'
import { findSuggestion, visibleTo } from './find-suggestion'
import { getSuggestion } from './read-suggestions'

/** Saves edits without deciding. Throws not_found, already_decided. */
export async function editSuggestion(ctx: Context, actor: Actor, input: { id: string; edits: Edits }) {
  const suggestion = await findSuggestion(ctx, actor, input.id)
  const columns = await editedColumns(ctx, actor, suggestion, input.edits)
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.suggestion.updateMany({
      where: { ...visibleTo(actor), id: input.id, status: 'pending_approval' },
      data: { ...columns, editedAt: ctx.clock.now() },
    })
    if (count === 0)
      throw new SwitchboardError('already_decided', 'This suggestion was decided meanwhile; your edits were not saved.')
    await signalLive(tx, { teamId: actor.teamId, userId: suggestion.assigneeId, subject: 'suggestion', id: input.id })
  })
  return getSuggestion(ctx, actor, input.id)
}
