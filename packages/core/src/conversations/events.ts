import { z } from 'zod'
import { channelKindSchema } from '../channels/preferences'

/** Something said, as everybody who follows the conversation sees it. */
export const saidSchema = z.object({
  id: z.uuid(),
  seq: z.number().int(),
  speaker: z.enum(['person', 'agent']),
  kind: z.enum(['text', 'clarification', 'thinking', 'feedback', 'notice']),
  status: z.enum(['writing', 'sent', 'delivered', 'stopped', 'failed']),
  /** Markdown. Of one that is being written: what there was of it when this was read. */
  content: z.string(),
  channel: channelKindSchema,
  attachments: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.number().int().nullable() })),
  /** What else its card needs: `feedbackId`, `runId`. */
  data: z.record(z.string(), z.json()),
  errorMessage: z.string().nullable(),
  saidAt: z.date(),
})

export type Said = z.infer<typeof saidSchema>

export const agentStateSchema = z.enum(['idle', 'thinking', 'responding', 'error'])

/**
 * What happens in a conversation, as it is stored and as pages get it. Each stands by itself: whoever has all of them in order has the
 * conversation, and getting one twice changes nothing.
 */
export const conversationEventSchema = z.discriminatedUnion('kind', [
  /** New, or changed: it takes the place of the one with its id. */
  z.object({ kind: z.literal('said'), said: saidSchema.extend({ saidAt: z.coerce.date() }) }),
  /** More of a message that is being written, from this character on, in UTF-16 units. */
  z.object({ kind: z.literal('text'), messageId: z.uuid(), from: z.number().int().nonnegative(), text: z.string() }),
  z.object({ kind: z.literal('agent'), state: agentStateSchema }),
  z.object({
    kind: z.literal('conversation'),
    status: z.enum(['active', 'completed', 'expired']),
    title: z.string(),
    channel: channelKindSchema,
  }),
])

export type ConversationEvent = z.infer<typeof conversationEventSchema>

/** PostgreSQL channel of conversations' events: `{ teamId, id, seq, event? }`, the event where it fits into a notification. */
export const conversationChannel = 'switchboard_conversation'

export const conversationNoticeSchema = z.object({
  teamId: z.uuid(),
  id: z.uuid(),
  seq: z.number().int(),
  /** Absent: it is longer than a notification carries, and is read from the table. */
  event: z.unknown().optional(),
})
