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

  async act(ctx, actor, { subjectId: id, values, via }) {
    const pressed = await pressSuggestion(ctx, actor, { verb, id, values, via })
    if ('text' in pressed) return pressed.text
    const url = new URL(`/decide/${id}?do=edit&via=${via}`, ctx.publicUrl).href
    return { form: pressed.form, otherwise: `Edit it here: ${url}` }
  },
})
