import { saidSchema } from '@switchboard/core/conversations/events'
import { factTypes, longestFact } from '@switchboard/core/memory/limits'
import { z } from 'zod'
import { idInput } from './common'

const typeSchema = z.enum(factTypes, 'Kind: choose Preference, Fact, Person or Project.')
const importanceFault = 'Importance: choose 1 to 5.'
const contentFault = `Write what to remember, in at most ${longestFact} characters.`

export const factSchema = z.object({
  id: z.uuid(),
  type: typeSchema,
  content: z.string(),
  importance: z.int(),
  /** Put in the member's own words: nothing that is learnt takes its place. */
  edited: z.boolean(),
  timesUsed: z.int(),
  lastUsedAt: z.date().nullable(),
  createdAt: z.date(),
})

export const memorySchema = z.object({
  on: z.boolean(),
  /** So many there are at most. */
  most: z.int(),
  facts: z.array(
    factSchema.extend({
      /** The conversation in which it was told; null when that is gone. */
      from: z.object({ id: z.uuid(), title: z.string(), channel: saidSchema.shape.channel }).nullable(),
    }),
  ),
})

export const learntSchema = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      content: z.string(),
      /** After which it is shown. */
      messageId: z.uuid(),
      forgotten: z.boolean(),
    }),
  ),
})

export const factEditsInput = idInput.extend({
  edits: z.object({
    content: z.string(contentFault).trim().min(1, contentFault).max(longestFact, contentFault).optional(),
    type: typeSchema.optional(),
    importance: z.int(importanceFault).min(1, importanceFault).max(5, importanceFault).optional(),
  }),
})

export const switchInput = z.object({ on: z.boolean('Switch it on or off.') })
export const forgottenSchema = z.object({ forgotten: z.int() })
