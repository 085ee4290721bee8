import { channelKindSchema, preferencesSchema } from '@switchboard/core/channels/preferences'
import { z } from 'zod'
import { idInput, providerIdSchema, unknownId } from './common'

export { preferencesSchema as preferencesInput }

const linkedSchema = z.object({ id: z.uuid(), name: z.string() })

const placeSchema = z.object({
  channel: channelKindSchema,
  /** Null for open pages and the installation's mail server. */
  connectionId: z.uuid().nullable(),
  provider: providerIdSchema.nullable(),
  name: z.string(),
  isReady: z.boolean(),
  state: z.string(),
  /** Whom it reaches now; null: nobody, and for open pages. */
  reaches: z.string().nullable(),
  linkedBy: z.enum(['address', 'introduction']).nullable(),
  linked: linkedSchema.nullable(),
  claimed: linkedSchema
    .extend({
      isIntroduction: z.boolean(),
      codeUntil: z.date().nullable(),
      mayAskAgainAt: z.date(),
      fault: z.string().nullable(),
    })
    .nullable(),
})

export const reachSchema = z.object({
  preferences: preferencesSchema,
  timeZone: z.string(),
  places: z.array(placeSchema),
})

const nullableText = z.string().max(254, 'This address is too long.').nullable()

/** A connection of null claims a mail address; an address of null is the one that the caller signs in with. */
export const claimInput = z.object({ connectionId: z.uuid(unknownId).nullable(), address: nullableText })
export const claimedSchema = z.object({ id: z.uuid(), introductionUrl: z.string().nullable() })
export const confirmInput = idInput.extend({
  code: z.string().trim().min(1, 'Enter the code.').max(40, 'This is not the code.'),
})

/** By which it is followed, see `delivery.get`. */
export const testMessageSchema = z.object({ id: z.uuid() })

export const pageMessagesSchema = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      title: z.string(),
      link: z.object({ label: z.string(), url: z.string() }).nullable(),
      at: z.date(),
    }),
  ),
})

export const seenInput = z.object({ ids: z.array(z.uuid(unknownId)).min(1, unknownId).max(50, unknownId) })
