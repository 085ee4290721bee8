import { z } from 'zod'
import { providerIdSchema } from '../provider-ids'
import { priorities } from './proposal'

export const suggestionStatusSchema = z.enum(['pending_approval', 'auto_approved', 'approved', 'dismissed', 'closed'])

/** How another source was found to ask for the same; see same-ask/covers.ts. */
export const sourceRelationSchema = z.enum(['copy', 'thread', 'forward', 'words'])

/** What a list says of a suggestion: as it is read, and as it is answered. */
export const suggestionRowSchema = z.object({
  id: z.uuid(),
  status: suggestionStatusSchema,
  title: z.string(),
  provider: providerIdSchema,
  /** The providers of its other sources, one for each. */
  alsoFrom: z.array(providerIdSchema),
  priority: z.enum(priorities),
  dueAt: z.date().nullable(),
  dueAllDay: z.boolean(),
  confidence: z.number(),
  /** At or above the connection's auto-approval line. */
  overThreshold: z.boolean(),
  senderName: z.string(),
  flags: z.array(z.string()),
  receivedAt: z.date(),
  /** When its words were last made: what is approved is what was seen. */
  proposedAt: z.date(),
  /** First quote and reason, so that a phone card needs no second call. */
  firstQuote: z.string().nullable(),
  reasoning: z.string(),
})

export type SuggestionRow = z.infer<typeof suggestionRowSchema>
