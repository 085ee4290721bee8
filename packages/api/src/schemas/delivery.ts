import { deliveryDecisions } from '@switchboard/core/channels/decide-delivery'
import { channelKindSchema } from '@switchboard/core/channels/preferences'
import { messageFilters } from '@switchboard/core/channels/read/list-messages'
import { traceStepSchema } from '@switchboard/core/channels/trace'
import { z } from 'zod'
import { idInput, pageInput, providerIdSchema } from './common'

export const messageListInput = z.object({
  channel: channelKindSchema.nullish(),
  state: z.enum(messageFilters).nullish(),
  /** Absent: one's own, and for admins those of the whole team. */
  personId: z.uuid().nullish(),
  ...pageInput.shape,
})

const deliverySchema = z.object({
  id: z.uuid(),
  channel: channelKindSchema,
  connectionId: z.uuid().nullable(),
  provider: providerIdSchema.nullable(),
  /** Null: it has none, or it is a colleague's own. */
  accountName: z.string().nullable(),
  address: z.string(),
  attempt: z.number().int(),
  state: z.enum(['sending', 'sent', 'delivered', 'failed', 'unknown']),
  error: z.string().nullable(),
  latencyMs: z.number().int().nullable(),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
  deliveredAt: z.date().nullable(),
  /** By which the provider knows it. */
  place: z.string().nullable(),
  isInDoubt: z.boolean(),
  maySendAgain: z.boolean(),
})

const messageSchema = z.object({
  id: z.uuid(),
  kind: z.string(),
  /** Null: it has not been sent yet. */
  title: z.string().nullable(),
  isOwn: z.boolean(),
  /** Null: it is for everybody in a room. */
  person: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** What the settings of its connection name it; null: it is for a person, or the connection has no room any more. */
  room: z.string().nullable(),
  urgency: z.enum(['low', 'normal', 'urgent']),
  asks: z.boolean(),
  state: z.enum(['waiting', 'reached', 'cancelled', 'failed']),
  dueAt: z.date().nullable(),
  answeredAt: z.date().nullable(),
  createdAt: z.date(),
  settledAt: z.date().nullable(),
  deliveries: z.array(deliverySchema),
})

export const messageListSchema = z.object({ items: z.array(messageSchema), nextCursor: z.string().nullable() })

export const messageDetailSchema = messageSchema.extend({
  /** Markdown; null: it is another's, or nobody wants it any more. */
  body: z.string().nullable(),
  link: z.object({ label: z.string(), url: z.url() }).nullable(),
  /** What became of it, in a line of Markdown; null: nothing has yet. */
  outcome: z.string().nullable(),
  /** Its path, oldest first. */
  steps: z.array(
    traceStepSchema
      .omit({ connectionId: true, deliveryId: true })
      .extend({ at: z.date(), provider: providerIdSchema.nullable(), accountName: z.string().nullable() }),
  ),
})

/** `id`: of the message to the person. */
export const wayOfSaidSchema = messageDetailSchema.pick({ id: true, steps: true }).nullable()

export const deliveryDecisionInput = idInput.extend({ decision: z.enum(deliveryDecisions) })
/** The message's. */
export const deliveryDecidedSchema = z.object({ id: z.uuid() })
