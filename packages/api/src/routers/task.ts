import { completeTask } from '@switchboard/core/tasks/complete-task'
import { deleteTask, restoreTask } from '@switchboard/core/tasks/delete-task'
import { countTasks, getTask, listTasks } from '@switchboard/core/tasks/read-tasks'
import { reopenTask } from '@switchboard/core/tasks/reopen-task'
import { updateTask } from '@switchboard/core/tasks/update-task'
import { idInput, whenDoneSchema } from '../schemas/common'
import {
  taskChangeSchema,
  taskCountsSchema,
  taskEditsSchema,
  taskListInput,
  taskListSchema,
  taskSchema,
  taskTurnSchema,
} from '../schemas/task'
import { answers, memberProcedure, router } from '../trpc'

export const taskRouter = router({
  list: memberProcedure
    .input(taskListInput)
    .output(answers(taskListSchema))
    .query(({ ctx, input }) => listTasks(ctx.core, ctx.actor, input)),

  counts: memberProcedure.output(answers(taskCountsSchema)).query(({ ctx }) => countTasks(ctx.core, ctx.actor)),

  get: memberProcedure
    .input(idInput)
    .output(answers(taskSchema))
    .query(({ ctx, input }) => getTask(ctx.core, ctx.actor, input.id)),

  update: memberProcedure
    .input(idInput.extend({ edits: taskEditsSchema }))
    .output(answers(taskSchema))
    .mutation(({ ctx, input }) => updateTask(ctx.core, ctx.actor, input)),

  /** `answers`: what the person said to the side effects whose policy is 'ask'; without an answer they do not happen. */
  complete: memberProcedure
    .input(idInput.extend({ answers: whenDoneSchema.optional() }))
    .output(answers(taskTurnSchema))
    .mutation(({ ctx, input }) => completeTask(ctx.core, ctx.actor, input)),

  /** Cancels waiting write-backs and plays the inverse of those done. */
  reopen: memberProcedure
    .input(idInput)
    .output(answers(taskTurnSchema))
    .mutation(({ ctx, input }) => reopenTask(ctx.core, ctx.actor, input.id)),

  delete: memberProcedure
    .input(idInput)
    .output(answers(taskChangeSchema))
    .mutation(({ ctx, input }) => deleteTask(ctx.core, ctx.actor, input.id)),

  restore: memberProcedure
    .input(idInput)
    .output(answers(taskChangeSchema))
    .mutation(({ ctx, input }) => restoreTask(ctx.core, ctx.actor, input.id)),
})
