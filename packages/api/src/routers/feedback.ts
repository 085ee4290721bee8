import { answerFeedback } from '@switchboard/core/feedback/answer-feedback'
import { askAsMember } from '@switchboard/core/feedback/ask-feedback'
import { cancelFeedback } from '@switchboard/core/feedback/cancel-feedback'
import { countFeedback, getFeedback, listFeedback } from '@switchboard/core/feedback/read-feedback'
import { idInput } from '../schemas/common'
import {
  answerInput,
  askInput,
  feedbackCountsSchema,
  feedbackDetailSchema,
  feedbackListInput,
  feedbackListSchema,
} from '../schemas/feedback'
import { answers, memberProcedure, router } from '../trpc'

/** Questions put to people of the team. The first valid answer counts, wherever it is given. */
export const feedbackRouter = router({
  list: memberProcedure
    .input(feedbackListInput)
    .output(answers(feedbackListSchema))
    .query(({ ctx, input }) => listFeedback(ctx.core, ctx.actor, input)),

  counts: memberProcedure.output(answers(feedbackCountsSchema)).query(({ ctx }) => countFeedback(ctx.core, ctx.actor)),

  get: memberProcedure
    .input(idInput)
    .output(answers(feedbackDetailSchema))
    .query(({ ctx, input }) => getFeedback(ctx.core, ctx.actor, input.id)),

  ask: memberProcedure
    .input(askInput)
    .output(answers(feedbackDetailSchema))
    .mutation(async ({ ctx, input }) => {
      const { id } = await askAsMember(ctx.core, ctx.actor, input)
      return getFeedback(ctx.core, ctx.actor, id)
    }),

  answer: memberProcedure
    .input(answerInput)
    .output(answers(feedbackDetailSchema))
    .mutation(async ({ ctx, input }) => {
      await answerFeedback(ctx.core, ctx.actor, input)
      return getFeedback(ctx.core, ctx.actor, input.id)
    }),

  cancel: memberProcedure
    .input(idInput)
    .output(answers(feedbackDetailSchema))
    .mutation(async ({ ctx, input }) => {
      await cancelFeedback(ctx.core, ctx.actor, input.id)
      return getFeedback(ctx.core, ctx.actor, input.id)
    }),
})
