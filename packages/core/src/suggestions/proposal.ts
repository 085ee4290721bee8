import { z } from 'zod'

/** From the least to the most pressing. */
export const priorities = ['low', 'medium', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

/** Which field of the suggestion a quote supports. */
export const evidenceFields = ['action', 'due', 'priority', 'description'] as const

/** The most quotes of one proposal. */
export const mostEvidence = 8

/** PostgreSQL stores neither NUL nor halves of surrogate pairs. */
const words = z
  .string()
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'Leave out NUL characters and halves of characters.')

/**
 * What a model answers for one item: the generator's one contract. `confidence` is the probability, 0–1, that the item asks
 * its reader to do something. Due dates are resolved by the model against the item's date in the person's zone.
 */
export const proposalSchema = z.object({
  actionNeeded: z.boolean(),
  title: words.trim().min(1).max(200),
  description: words.trim().max(2_000),
  priority: z.enum(priorities),
  /** ISO 8601 instant with offset, or a calendar day `YYYY-MM-DD` when no time of day was named; null without a date. */
  dueAt: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).nullable(),
  tags: z.array(words.trim().min(1).max(40)).max(6),
  confidence: z.number().min(0).max(1),
  /** One sentence. */
  reasoning: words.trim().min(1).max(500),
  /** Words copied from the item's text or title. At least one for `action` when action is needed or likely enough to be suggested. */
  evidence: z.array(z.object({ quote: words.min(1).max(600), supports: z.enum(evidenceFields) })).max(mostEvidence),
})

export type Proposal = z.infer<typeof proposalSchema>

/** A quote with its place: `start` and `end` count UTF-16 units in `snapshot[field]`. */
export const locatedEvidenceSchema = z.object({
  quote: z.string(),
  supports: z.enum(evidenceFields),
  field: z.enum(['text', 'title']),
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  /** What was proposed in the field that it supports, once a person has edited that field: the quote supports this, not the edit. */
  proposed: z.string().nullish(),
})

export type LocatedEvidence = z.infer<typeof locatedEvidenceSchema>
