import type { Actor, Context } from '../../context'
import type { ChannelKind } from '../../ports/message-channel'
import { pressSuggestion } from '../../suggestions/press-suggestion'
import type { Press } from '../presses'

/** Decides a suggestion where its message stands. */
export const suggestionPress = (verb: 'approve' | 'edit' | 'dismiss'): Press => ({
  async teamOf(ctx, teamIds, id) {
    const suggestion = await ctx.db.suggestion.findFirst({
      where: { teamId: { in: teamIds }, id },
      select: { teamId: true },
    })
    return suggestion?.teamId ?? null
  },

  async act(ctx, actor, { subjectId: id, seenAt, values, via }) {
    const proposedUntil = seenAt ?? (await firstSent(ctx, actor, id, via))
    const pressed = await pressSuggestion(ctx, actor, { verb, id, proposedUntil, values, via })
    if ('text' in pressed) return pressed.text
    const url = new URL(`/decide/${id}?do=edit&via=${via}`, ctx.publicUrl).href
    return { form: pressed.form, otherwise: `Edit it here: ${url}` }
  },
})

/** A message whose buttons tell no time shows what was proposed before it was sent; nobody knows when: it shows nothing that still holds. */
async function firstSent(ctx: Context, { teamId, userId }: Actor, id: string, channel: ChannelKind): Promise<Date> {
  const message = { kind: 'suggestion', subjectId: id, userId }
  const first = await ctx.db.delivery.findFirst({ where: { teamId, channel, message }, orderBy: { startedAt: 'asc' } })
  return first?.startedAt ?? new Date(0)
}
