import {
  deleteFact,
  editFact,
  forgetEverything,
  restoreFact,
  switchMemory,
} from '@switchboard/core/memory/change-memory'
import { presentFact, readLearnt, readMemory } from '@switchboard/core/memory/read-memory'
import { idInput } from '../schemas/common'
import { factEditsInput, factSchema, forgottenSchema, learntSchema, memorySchema, switchInput } from '../schemas/memory'
import { answers, memberProcedure, router } from '../trpc'

/** What agents remember of the caller, and of nobody else. */
export const memoryRouter = router({
  get: memberProcedure.output(answers(memorySchema)).query(({ ctx }) => readMemory(ctx.core, ctx.actor)),

  /** What was learnt in one of the caller's conversations, by its id. */
  learnt: memberProcedure
    .input(idInput)
    .output(answers(learntSchema))
    .query(({ ctx, input }) => readLearnt(ctx.core, ctx.actor, input.id)),

  edit: memberProcedure
    .input(factEditsInput)
    .output(answers(factSchema))
    .mutation(async ({ ctx, input }) => presentFact(await editFact(ctx.core, ctx.actor, input))),

  delete: memberProcedure
    .input(idInput)
    .output(answers(factSchema))
    .mutation(async ({ ctx, input }) => presentFact(await deleteFact(ctx.core, ctx.actor, input.id))),

  restore: memberProcedure
    .input(idInput)
    .output(answers(factSchema))
    .mutation(async ({ ctx, input }) => presentFact(await restoreFact(ctx.core, ctx.actor, input.id))),

  switch: memberProcedure
    .input(switchInput)
    .output(answers(memorySchema))
    .mutation(async ({ ctx, input }) => {
      await switchMemory(ctx.core, ctx.actor, input.on)
      return readMemory(ctx.core, ctx.actor)
    }),

  forgetEverything: memberProcedure
    .output(answers(forgottenSchema))
    .mutation(({ ctx }) => forgetEverything(ctx.core, ctx.actor)),
})
