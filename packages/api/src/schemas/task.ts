import { z } from 'zod'
import { accountStates } from '@switchboard/core/connections/account-state'
import {
  pageInput,
  prioritySchema,
  providerIdSchema,
  searchInput,
  sideEffectWordsSchema,
  undoWindowSchema,
  whenDoneOffer,
  whenDoneSchema,
} from './common'
import { taskFields } from './task-fields'

export const taskStatusSchema = z.enum(['open', 'in_progress', 'done'])

export const taskListInput = z.object({
  status: z.enum([...taskStatusSchema.options, 'unfinished']).nullish(),
  priority: prioritySchema.nullish(),
  due: z.enum(['overdue', 'today', 'week', 'none']).nullish(),
  search: searchInput.nullish(),
  /** `match`: what answers the search best, in one page. */
  sort: z.enum(['due', 'newest', 'priority', 'finished', 'match']).default('due'),
  ...pageInput.shape,
})

export const writeBackSchema = z.object({
  id: z.uuid(),
  /** At which of the task's sources. */
  itemId: z.uuid(),
  action: z.string(),
  words: sideEffectWordsSchema,
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed', 'reverting', 'reverted']),
  /** Taking it back has failed: the change is still there. */
  stays: z.boolean(),
  /** What is not finished waits until its account is usable; a failed one of a disconnected account cannot be tried again. */
  account: z.enum(accountStates),
  runAt: z.date(),
  finishedAt: z.date().nullable(),
  attempts: z.number().int(),
  errorMessage: z.string().nullable(),
})

export const taskSourceSchema = z.object({
  itemId: z.uuid(),
  provider: providerIdSchema,
  title: z.string(),
  senderName: z.string(),
  url: z.string().nullable(),
  /** Why it wants nothing any more, of a task that is not done: 'The event was cancelled.' */
  over: z.string().nullable(),
  ...whenDoneOffer,
})

export const taskSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  description: z.string(),
  status: taskStatusSchema,
  priority: prioritySchema,
  dueAt: z.date().nullable(),
  dueAllDay: z.boolean(),
  tags: z.array(z.string()),
  createdAt: z.date(),
  completedAt: z.date().nullable(),
  suggestionId: z.uuid().nullable(),
  whenDone: whenDoneSchema.nullable(),
  /** Where it came from; null for a task whose source is gone. */
  source: taskSourceSchema.nullable(),
  /** Where the same was asked as well: finishing writes back to each. */
  otherSources: z.array(taskSourceSchema),
  writeBacks: z.array(writeBackSchema),
})

export const taskListSchema = z.object({ items: z.array(taskSchema), nextCursor: z.string().nullable() })
export const taskCountsSchema = z.object({
  open: z.number().int(),
  inProgress: z.number().int(),
  doneToday: z.number().int(),
  overdue: z.number().int(),
  /** Without what is overdue. */
  dueToday: z.number().int(),
})

export const taskEditsSchema = z.object({
  ...taskFields,
  status: z.enum(['open', 'in_progress'], 'Status: choose Open or In progress.').optional(),
})

/** `undoUntil`: write-backs wait until then. */
export const taskChangeSchema = z.object({ task: taskSchema, ...undoWindowSchema.shape })

/** `changed`: false when the task was done, or not done, already. */
export const taskTurnSchema = taskChangeSchema.extend({ changed: z.boolean() })

export const activityListSchema = z.object({
  items: z.array(
    writeBackSchema.extend({
      taskId: z.uuid(),
      taskTitle: z.string(),
      provider: providerIdSchema,
      accountName: z.string(),
      itemTitle: z.string(),
      createdAt: z.date(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
