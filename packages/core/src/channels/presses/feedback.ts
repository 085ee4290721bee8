import type { Connection } from '@switchboard/db'
import { isSwitchboardError } from '../../errors'
import { answerKeysOf, expectAnswerAt } from '../../feedback/expect-answer-at'
import { type FeedbackVerb, pressFeedback } from '../../feedback/press-feedback'
import type { Press } from '../presses'

/** Answers a question where its message stands. */
export const feedbackPress = (verb: FeedbackVerb): Press => ({
  async teamOf(ctx, teamIds, id) {
    const request = await ctx.db.feedbackRequest.findFirst({
      where: { teamId: { in: teamIds }, id },
      select: { teamId: true },
    })
    return request?.teamId ?? null
  },

  async act(ctx, actor, { subjectId: id, values, via }) {
    try {
      const pressed = await pressFeedback(ctx, actor, { verb, id, values, via })
      if ('text' in pressed) return pressed.text
      const url = new URL(`/feedback/${id}?via=${via}`, ctx.publicUrl).href
      // Where there are no forms, words are written below the message itself.
      const otherwise =
        verb === 'write' ? `Reply to this message with your answer, or write it here: ${url}` : `Answer it here: ${url}`
      if (verb !== 'write') return { form: pressed.form, otherwise }
      const expectAt = (connection: Connection, threadKeys: string[]) =>
        expectAnswerAt(ctx, actor, id, answerKeysOf(connection.id, threadKeys))
      return { form: pressed.form, otherwise, expectAt }
    } catch (error) {
      // They have its message before them: it was shown to more people than it was put to.
      if (isSwitchboardError(error, 'not_found')) return 'This question was put to others: only they can answer it.'
      throw error
    }
  },
})
