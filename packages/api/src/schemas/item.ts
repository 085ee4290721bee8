import { z } from 'zod'
import { providerIdSchema } from './common'
import { itemRowSchema } from './connection'
import { suggestionDetailSchema } from './suggestion'

export const itemDetailSchema = itemRowSchema.extend({
  /** Which generator judged it; null when none did. */
  model: z.string().nullable(),
  provider: providerIdSchema,
  accountName: z.string(),
  /** False: nothing of it is known but its id. */
  readable: z.boolean(),
  item: suggestionDetailSchema.shape.item,
})
