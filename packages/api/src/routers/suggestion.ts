import { percentage } from '@switchboard/core/connections/setting-kinds'
import { approveAbove } from '@switchboard/core/suggestions/approve-above'
import { approveSuggestions, dismissSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { editSuggestion } from '@switchboard/core/suggestions/edit-suggestion'
import { countSuggestions } from '@switchboard/core/suggestions/count-suggestions'
import { partSource } from '@switchboard/core/suggestions/part-source'
import { getSuggestion, listSuggestions } from '@switchboard/core/suggestions/read-suggestions'
import { takeBackDecision, takeBackDecisions } from '@switchboard/core/suggestions/take-back-decision'
import { undoDecisions } from '@switchboard/core/suggestions/undo-decisions'
import { z } from 'zod'
import { idInput, momentSchema, unknownId } from '../schemas/common'
import {
  approvedAboveSchema,
  decisionInput,
  decisionResultsSchema,
  dismissReasonSchema,
  idsInput,
  partedSchema,
  suggestionCountsSchema,
  suggestionDetailSchema,
  suggestionEditsSchema,
  suggestionFilterInput,
  suggestionListInput,
  suggestionListSchema,
  takenBackResultsSchema,
  viaSchema,
} from '../schemas/suggestion'
import { answers, memberProcedure, router } from '../trpc'

export const suggestionRouter = router({
  list: memberProcedure
    .input(suggestionListInput)
    .output(answers(suggestionListSchema))
    .query(({ ctx, input }) => listSuggestions(ctx.core, ctx.actor, input)),

  counts: memberProcedure
    .output(answers(suggestionCountsSchema))
    .query(({ ctx }) => countSuggestions(ctx.core, ctx.actor)),

  get: memberProcedure
    .input(idInput)
    .output(answers(suggestionDetailSchema))
    .query(({ ctx, input }) => getSuggestion(ctx.core, ctx.actor, input.id)),

  edit: memberProcedure
    .input(idInput.extend({ edits: suggestionEditsSchema }))
    .output(answers(suggestionDetailSchema))
    .mutation(({ ctx, input }) => editSuggestion(ctx.core, ctx.actor, input)),

  /** One or many, a result each. `edits` are saved first and only go with a single id. */
  approve: memberProcedure
    .input(
      idsInput.extend({ edits: suggestionEditsSchema.optional(), proposedUntil: z.date().optional(), via: viaSchema }),
    )
    .output(answers(decisionResultsSchema))
    .mutation(({ ctx, input }) => approveSuggestions(ctx.core, ctx.actor, input)),

  /** All that match the filter and reach `minConfidence`; flagged ones are left for a person to look at. */
  approveAbove: memberProcedure
    .input(
      suggestionFilterInput.extend({
        ...decisionInput.shape,
        minConfidence: percentage('Confidence', 50, 100),
        /** What was made later was not on the page when the button was pressed. */
        createdUntil: momentSchema('This page was sent incompletely. Load it again.').optional(),
        /** What is typed into these is not saved, so that they are not approved as they were before. */
        exceptIds: z
          .array(z.uuid(unknownId))
          .max(500, 'More than 500 suggestions have changes that are not saved. Save some of them first.')
          .optional(),
      }),
    )
    .output(answers(approvedAboveSchema))
    .mutation(({ ctx, input }) => approveAbove(ctx.core, ctx.actor, { ...input, via: 'web' })),

  dismiss: memberProcedure
    .input(
      idsInput.extend({ reason: dismissReasonSchema.optional(), proposedUntil: z.date().optional(), via: viaSchema }),
    )
    .output(answers(decisionResultsSchema))
    .mutation(({ ctx, input }) => dismissSuggestions(ctx.core, ctx.actor, input)),

  /** Takes decisions back within the undo window; auto-approved ones at any time while their task is not done. */
  undo: memberProcedure
    .input(idsInput)
    .output(answers(decisionResultsSchema))
    .mutation(({ ctx, input }) => undoDecisions(ctx.core, ctx.actor, input)),

  /** Takes one decision back at any time, unless its task is done. */
  takeBack: memberProcedure
    .input(idInput.extend(decisionInput.shape))
    .output(answers(suggestionDetailSchema))
    .mutation(({ ctx, input }) => takeBackDecision(ctx.core, ctx.actor, input)),

  /** 'Not the same': one of its sources becomes a suggestion of its own. */
  part: memberProcedure
    .input(idInput.extend({ itemId: z.uuid(unknownId) }))
    .output(answers(partedSchema))
    .mutation(({ ctx, input }) => partSource(ctx.core, ctx.actor, input)),

  /** Takes many back at any time, a result each: one whose task is done stays, and says so. */
  takeBackMany: memberProcedure
    .input(idsInput)
    .output(answers(takenBackResultsSchema))
    .mutation(({ ctx, input }) => takeBackDecisions(ctx.core, ctx.actor, input)),
})
