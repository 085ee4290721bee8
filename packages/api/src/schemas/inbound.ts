import { z } from 'zod'
import { receiptStates } from '@switchboard/core/inbound/list-inbound-events'
import { momentSchema, pageInput, providerIdSchema, searchInput, unknownId } from './common'

/** A running number, as text: it may be larger than a number of JavaScript. */
const eventIdInput = z.string().regex(/^\d{1,18}$/, 'This event cannot be found. Load the list again.')

const eventFilters = {
  /** Null: all of the team. */
  connectionId: z.uuid(unknownId).nullish(),
  state: z.enum(receiptStates).nullish(),
  search: searchInput.nullish(),
}

export const inboundListInput = z.object({ ...eventFilters, ...pageInput.shape })

const eventFields = {
  id: z.string(),
  receivedAt: z.date(),
  /** When it was last worked on, or tried. */
  processedAt: z.date(),
  state: z.enum(receiptStates),
  /** Why it was not worked on, or not yet; null when it was. */
  outcome: z.string().nullable(),
  /** When it is tried again; null: it does not wait. */
  waitsUntil: z.date().nullable(),
  /** How often it was worked on: more than once after a replay, not at all while it waits. */
  times: z.number().int(),
  bytes: z.number().int(),
  mayReplay: z.boolean(),
}

const inboundRowSchema = z.object({
  ...eventFields,
  connectionId: z.uuid(),
  provider: providerIdSchema,
  /** Null here and below: it is of a colleague's own account. */
  accountName: z.string().nullable(),
  /** The provider's own id for it. */
  eventId: z.string().nullable(),
})

export const inboundListSchema = z.object({
  items: z.array(inboundRowSchema),
  nextCursor: z.string().nullable(),
  /** The search has gone through events back to here; the next page is what it finds behind. Null: it has not stopped so. */
  lookedBackTo: z.date().nullable(),
})

export const inboundGetInput = z.object({ connectionId: z.uuid(unknownId), id: eventIdInput })
/** `payload`: what was sent, as text; `isDecoded`: the bytes said it in another form. */
export const inboundDetailSchema = z.object({
  ...eventFields,
  eventId: z.string(),
  payload: z.string(),
  isDecoded: z.boolean(),
  isDiscarded: z.boolean(),
})

const rangeFault = 'Range: give the first and the last moment.'
export const replayRangeInput = z.object({
  ...eventFilters,
  from: momentSchema(rangeFault),
  to: momentSchema(rangeFault),
})
export const replayInput = z.union([
  z.object({ connectionId: z.uuid(), ids: z.array(eventIdInput).min(1).max(500) }),
  replayRangeInput,
])
export const replayCountSchema = z.object({
  /** Of the range, those that can be replayed. */
  events: z.number().int(),
  /** Of them, by one request. */
  replayed: z.number().int(),
  /** Further ones: of accounts out of service or a colleague's own, not kept, or worked on by themselves soon. */
  leftOut: z.number().int(),
  /** What was received before was not searched; null: all was. */
  lookedBackTo: z.date().nullable(),
})
export const replayedSchema = z.object({ replayed: z.number().int() })

/** Calls of no team, by UTC day and provider. */
export const outsideCallsSchema = z.object({
  items: z.array(
    z.object({
      day: z.iso.date(),
      provider: providerIdSchema,
      refused: z.number().int(),
      /** Of the last of these. */
      lastRefusedAt: z.date().nullable(),
      reason: z.string().nullable(),
      unknown: z.number().int(),
      dead: z.number().int(),
    }),
  ),
})
