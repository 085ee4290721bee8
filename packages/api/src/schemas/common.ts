import { sideEffectPolicySchema } from '@switchboard/core/connections/setting-kinds'
import { fieldLimits } from '@switchboard/core/field-limits'
import { priorities } from '@switchboard/core/suggestions/proposal'
import { z } from 'zod'

export { providerIdSchema } from '@switchboard/core/provider-ids'
export { whenDoneSchema } from '@switchboard/core/connections/settings'
export const prioritySchema = z.enum(priorities, 'Priority: choose Low, Medium, High or Urgent.')

export const unknownId = 'This address is not complete. Open the page again from its list.'
export const idInput = z.object({ id: z.uuid(unknownId) })
export const searchInput = z.string().trim().max(fieldLimits.search, 'Search: shorten the words to 200 characters.')

/** A moment that the database can keep and any zone can show. */
export const momentSchema = (fault: string) =>
  z.date(fault).min(new Date('1900-01-01'), fault).max(new Date('9999-01-01'), fault)

/** One page of an endless list: the opaque cursor of the page before, and how many rows. */
export const pageInput = z.object({
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
})

export const sideEffectWordsSchema = z.object({
  doing: z.string(),
  also: z.string(),
  will: z.string(),
  done: z.string(),
  undone: z.string(),
  failed: z.string(),
  stays: z.string(),
})
/** What finishing does at the provider: per action the policy in force. */
export const whenDoneOffer = {
  /** False: the account is disconnected, and finishing changes nothing there. */
  connected: z.boolean(),
  policies: z.record(z.string(), sideEffectPolicySchema),
  /** The same actions in words, in the order in which they are done. */
  effects: z.array(z.object({ action: z.string(), words: sideEffectWordsSchema })),
  /** What the provider's items are called: 'mail'. */
  itemWord: z.string(),
}
/** Until when undo works; `undoMs` is what is left of it by the server's clock. */
export const undoWindowSchema = z.object({ undoUntil: z.date().nullable(), undoMs: z.number().int().nullable() })
