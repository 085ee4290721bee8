import { channelKindSchema } from '@switchboard/core/channels/preferences'
import { feedbackLimits, waitingMs } from '@switchboard/core/feedback/limits'
import { feedbackViews } from '@switchboard/core/feedback/read-feedback'
import { z } from 'zod'
import { idInput, pageInput, unknownId } from './common'
import { viaSchema } from './suggestion'

const kindSchema = z.enum(['approval', 'choice', 'text'], 'Choose what kind of answer is wanted.')
const personSchema = z.object({ id: z.uuid(), name: z.string() })

export const feedbackListInput = pageInput.extend({ view: z.enum(feedbackViews).default('for_me') })

export const feedbackSchema = z.object({
  id: z.uuid(),
  kind: kindSchema,
  question: z.string(),
  /** Markdown. */
  details: z.string(),
  options: z.array(z.object({ id: z.string(), label: z.string() })),
  /** `expired`: nobody has answered in time, which is no 'no'. */
  state: z.enum(['open', 'answered', 'expired', 'cancelled']),
  /** On which it is asked at once; none: each person's own way. */
  channels: z.array(channelKindSchema),
  /** Null: an agent. */
  askedBy: personSchema.nullable(),
  recipients: z.array(personSchema),
  answer: z
    .object({
      value: z.string(),
      text: z.string(),
      note: z.string().nullable(),
      by: personSchema.nullable(),
      via: channelKindSchema.nullable(),
      at: z.date(),
    })
    .nullable(),
  /** What it came to, as one sentence; null while it waits. */
  end: z.string().nullable(),
  createdAt: z.date(),
  expiresAt: z.date(),
  /** What a mail in the caller's name answers: it counts once they say so here. Null: none waits. */
  offered: z.object({ value: z.string(), text: z.string(), sender: z.string(), at: z.date() }).nullable(),
  mayAnswer: z.boolean(),
  mayCancel: z.boolean(),
})

export const feedbackDetailSchema = feedbackSchema.extend({
  /** Where it stands with whom, channel by channel. */
  places: z.array(
    z.object({
      /** Null: none has taken it yet. */
      channel: channelKindSchema.nullable(),
      state: z.enum(['waiting', 'asked', 'unreached', 'answered', 'told']),
      people: z.array(personSchema),
      at: z.date().nullable(),
    }),
  ),
})

export const feedbackCountsSchema = z.object({ forMe: z.int() })

export const feedbackListSchema = z.object({ items: z.array(feedbackSchema), nextCursor: z.string().nullable() })

const questionFault = `Write the question, in ${feedbackLimits.question} characters at most.`
const optionFault = `Write each option in 1 to ${feedbackLimits.option} characters.`

/** `id` is made by the page: asked again after a lost answer, it is one question. */
export const askInput = z
  .object({
    id: z.uuid(unknownId).optional(),
    kind: kindSchema,
    question: z.string(questionFault).trim().min(1, questionFault).max(feedbackLimits.question, questionFault),
    details: z.string().max(feedbackLimits.details, 'Shorten the explanation to 4,000 characters.').default(''),
    options: z
      .array(z.string(optionFault).trim().min(1, optionFault).max(feedbackLimits.option, optionFault))
      .max(feedbackLimits.options, `Give at most ${feedbackLimits.options} options.`)
      .default([]),
    recipientIds: z
      .array(z.uuid(unknownId))
      .min(1, 'Choose who is asked.')
      .max(feedbackLimits.recipients, `Ask at most ${feedbackLimits.recipients} people.`),
    channels: z.array(channelKindSchema).max(4).default([]),
    /** How long an answer is waited for, in milliseconds. */
    expiresInMs: z
      .int('An answer is waited for from ten minutes to thirty days.')
      .min(waitingMs.least, 'An answer is waited for ten minutes at the least.')
      .max(waitingMs.most, 'An answer is waited for thirty days at most.')
      .default(waitingMs.usual),
  })
  .refine(({ kind, options }) => kind !== 'choice' || options.length > 1, {
    path: ['options'],
    message: `Give from 2 to ${feedbackLimits.options} options.`,
    // Told together with what else is missing.
    when: ({ value }) => z.object({ kind: kindSchema, options: z.array(z.string()) }).safeParse(value).success,
  })

/** `value`: `approve` or `reject`, an option's id, or the text. */
export const answerInput = idInput.extend({
  value: z.string('Write an answer first.').max(feedbackLimits.answer, 'Shorten your answer to 4,000 characters.'),
  note: z.string().max(feedbackLimits.note, 'Shorten your note to 1,000 characters.').nullish(),
  via: viaSchema,
})
