import { listWriteBacks } from '@switchboard/core/tasks/list-write-backs'
import { retryWriteBack } from '@switchboard/core/tasks/retry-write-back'
import { idInput, pageInput } from '../schemas/common'
import { activityListSchema, writeBackSchema } from '../schemas/task'
import { answers, memberProcedure, router } from '../trpc'

export const activityRouter = router({
  /** What Switchboard changed at providers, newest first. */
  writeBacks: memberProcedure
    .input(pageInput)
    .output(answers(activityListSchema))
    .query(({ ctx, input }) => listWriteBacks(ctx.core, ctx.actor, input)),

  retryWriteBack: memberProcedure
    .input(idInput)
    .output(answers(writeBackSchema))
    .mutation(({ ctx, input }) => retryWriteBack(ctx.core, ctx.actor, input.id)),
})
