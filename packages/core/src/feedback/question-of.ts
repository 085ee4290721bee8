import type { FeedbackRequest, FeedbackState } from '@switchboard/db'
import { z } from 'zod'

export const optionsSchema = z.array(z.object({ id: z.string(), label: z.string() }))

export type Option = z.infer<typeof optionsSchema>[number]

/** `value`: `approve` or `reject`, an option's id, or the text. `note`: what was said beside it. */
export const answerSchema = z.object({ value: z.string(), note: z.string().nullable() })

export type Answer = z.infer<typeof answerSchema>

/** The options in the order in which they were given; none unless it is a choice. */
export const optionsOf = ({ options }: Pick<FeedbackRequest, 'options'>): Option[] => optionsSchema.parse(options)

/** What it is at this moment: its time may be over before anybody has written that down. */
export const stateAt = (
  { state, expiresAt }: Pick<FeedbackRequest, 'state' | 'expiresAt'>,
  now: Date,
): FeedbackState => (state === 'open' && expiresAt <= now ? 'expired' : state)

/** A question's first line as far as a title goes. */
export function titleOf({ question }: Pick<FeedbackRequest, 'question'>): string {
  const line = question.split('\n', 1)[0] ?? question
  return line.length > longestTitle ? `${line.slice(0, longestTitle - 1).trimEnd()}…` : line
}

const longestTitle = 120
