import { channelKindSchema } from '@switchboard/core/channels/preferences'
import { agentStateSchema, saidSchema } from '@switchboard/core/conversations/events'
import { longestTitle } from '@switchboard/core/conversations/limits'
import { eventIdSchema } from '@switchboard/core/topics'
import { z } from 'zod'
import { idInput, momentSchema, pageInput, searchInput, unknownId } from './common'

export const conversationListInput = pageInput.extend({
  status: z.enum(['active', 'ended']).nullish(),
  search: searchInput.nullish(),
})

const agentSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  status: z.enum(['active', 'paused', 'archived']),
})

export const agentListSchema = z.object({ items: z.array(agentSchema), hasModel: z.boolean() })

export const conversationSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  status: z.enum(['active', 'completed', 'expired']),
  standing: z.enum(['answering', 'waits_for_you', 'waits_for_others', 'fault', 'active', 'completed', 'expired']),
  agent: agentSchema,
  agentState: agentStateSchema,
  /** Where the member has written last. */
  channel: channelKindSchema,
  channels: z.array(channelKindSchema),
  last: z
    .object({ speaker: saidSchema.shape.speaker, kind: saidSchema.shape.kind, text: z.string(), at: z.date() })
    .nullable(),
  createdAt: z.date(),
  lastActivityAt: z.date(),
  endedAt: z.date().nullable(),
})

export const conversationListSchema = z.object({
  items: z.array(conversationSchema),
  nextCursor: z.string().nullable(),
})

export const saidPageSchema = z.object({ said: z.array(saidSchema), earlier: z.boolean() })

/** `seq`: events after it are not in here yet. */
export const wholeConversationSchema = conversationSchema.extend({
  seq: z.number().int(),
  ...saidPageSchema.shape,
})

export const conversationCountsSchema = z.object({ active: z.number().int(), waiting: z.number().int() })

const titleFault = `Title: write 1 to ${longestTitle} characters.`
const titleSchema = z.string(titleFault).trim().min(1, titleFault).max(longestTitle, titleFault)

const saidLimit = z.number().int().min(1).max(200).default(50)

export const conversationInput = idInput.extend({ limit: saidLimit })
export const earlierInput = idInput.extend({ before: z.number().int().min(1), limit: saidLimit })

export const followInput = idInput.extend({ lastEventId: eventIdSchema.nullish() })

/** `id` is made by the page: asked for again after a lost answer, a conversation is begun once. */
export const startInput = z.object({
  id: z.uuid(unknownId),
  agentId: z.uuid(unknownId),
  title: titleSchema.nullish(),
})

/** `key` is made by the page: sent again after a lost answer, a message is one. */
export const sayInput = z.object({
  conversationId: z.uuid(unknownId),
  key: z.uuid('This message cannot be told from others. Write it again.'),
  text: z.string('Write something first.'),
  saidAt: momentSchema('This is no time.'),
})

export const titleInput = idInput.extend({ title: titleSchema })

export const limitsInput = z.object({ conversationId: z.uuid(unknownId).nullish() })
/** What members use of the limits now, in messages of the last minute. */
export const usageSchema = z.object({
  limits: z.object({ person: z.number(), conversation: z.number(), channel: z.number() }),
  people: z.array(
    z.object({
      person: z.object({ id: z.uuid(), name: z.string() }),
      used: z.int(),
      channels: z.array(z.object({ channel: channelKindSchema, used: z.int() })),
      mostInOne: z.int(),
      freeMs: z.int(),
    }),
  ),
})

export const limitsSchema = z.object({
  limits: z.array(
    z.object({
      name: z.enum(['person', 'conversation', 'channel']),
      perMinute: z.number(),
      remaining: z.number().int(),
      nextMs: z.number().int(),
      fullMs: z.number().int(),
    }),
  ),
})
