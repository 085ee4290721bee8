import { channelKindSchema } from '@switchboard/core/channels/preferences'
import { channelStates } from '@switchboard/core/channels/read/read-channels'
import { z } from 'zod'
import { providerIdSchema } from './common'

const counts = { sent: z.number().int(), failed: z.number().int(), unknown: z.number().int() }
/** `successRate`: of all attempts, 0 to 1; null: there was none. */
const sumSchema = z.object({ ...counts, successRate: z.number().nullable() })

export const channelListSchema = z.object({
  items: z.array(
    z.object({
      /** A connection's, `web`, or `mail-server`. */
      id: z.string(),
      channel: channelKindSchema,
      provider: providerIdSchema.nullable(),
      /** Null: it has none, or it is a colleague's own. */
      accountName: z.string().nullable(),
      state: z.enum(channelStates),
      until: z.date().nullable(),
      obstacle: z.string().nullable(),
      /** One after another, at present. */
      failures: z.number().int(),
      lastOkAt: z.date().nullable(),
      lastFaultAt: z.date().nullable(),
      lastFault: z.string().nullable(),
      /** Oldest first; both empty when nothing went by it for fourteen days. */
      hours: z.array(z.object({ at: z.date(), ...counts })),
      days: z.array(z.object({ day: z.iso.date(), ...counts })),
      lastDay: sumSchema,
      lastWeek: sumSchema,
      p50Ms: z.number().nullable(),
      p95Ms: z.number().nullable(),
    }),
  ),
})

export const channelInput = z.object({
  id: z.union([z.literal('mail-server'), z.uuid()], 'This channel cannot be found. Load the page again.'),
})
export const channelTriedSchema = z.object({
  /** False: it does not rest any more. */
  resting: z.boolean(),
})
