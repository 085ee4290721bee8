import { z } from 'zod'
import { momentSchema, pageInput, searchInput } from './common'

/** A running number, as text: it may be larger than a number of JavaScript. */
const eventIdInput = z.string().regex(/^\d{1,18}$/, 'This event cannot be found. Load the list again.')

export const inboundListInput = z.object({
  connectionId: z.uuid(),
  search: searchInput.nullish(),
  limit: pageInput.shape.limit,
  cursor: eventIdInput.nullish(),
})

export const inboundEventSchema = z.object({
  id: z.string(),
  /** The provider's own id for it. */
  eventId: z.string(),
  receivedAt: z.date(),
  processedAt: z.date(),
  /** How often it was worked on; more than once after a replay. */
  times: z.number().int(),
  bytes: z.number().int(),
})

export const inboundListSchema = z.object({ items: z.array(inboundEventSchema), nextCursor: z.string().nullable() })

export const inboundGetInput = z.object({ connectionId: z.uuid(), id: eventIdInput })
/** `payload`: what was sent, as text; the headers that were kept where it had no body. */
export const inboundDetailSchema = inboundEventSchema.extend({ payload: z.string() })

const rangeFault = 'Range: give the first and the last moment.'
export const replayInput = z.union([
  z.object({ connectionId: z.uuid(), ids: z.array(eventIdInput).min(1).max(500) }),
  z.object({ connectionId: z.uuid(), from: momentSchema(rangeFault), to: momentSchema(rangeFault) }),
])
export const replayedSchema = z.object({ replayed: z.number().int() })
