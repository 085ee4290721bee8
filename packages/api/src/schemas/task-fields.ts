import { fieldLimits } from '@switchboard/core/field-limits'
import { z } from 'zod'
import { momentSchema, prioritySchema, whenDoneSchema } from './common'

const titleFault = 'Give the task a title.'
const tagsFault = 'Tags: give words, separated by commas.'

/**
 * What a person may change of a suggestion and of a task; absent keeps, null clears. What does not fit is answered in the words of
 * the page, which shows it at the field.
 */
export const taskFields = {
  title: z
    .string(titleFault)
    .trim()
    .min(1, titleFault)
    .max(fieldLimits.title, 'Title: shorten it to 200 characters. The rest has its place in the notes.')
    .optional(),
  description: z
    .string('Notes: write text.')
    .trim()
    .max(fieldLimits.notes, 'Notes: shorten them to 2,000 characters.')
    .optional(),
  priority: prioritySchema.optional(),
  dueAt: momentSchema('Due: choose a day, and a time if it matters.').nullable().optional(),
  dueAllDay: z.boolean('Due: say whether the time of day matters.').optional(),
  tags: z
    .array(
      z
        .string(tagsFault)
        .trim()
        .min(1, 'Tags: leave out the empty one.')
        .max(fieldLimits.tag, 'Tags: shorten each to 40 characters.'),
      tagsFault,
    )
    .max(fieldLimits.tags, 'Tags: give at most 6.')
    .optional(),
  whenDone: whenDoneSchema.nullable().optional(),
}
