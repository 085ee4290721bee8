import { percentage } from '@switchboard/core/connections/setting-kinds'
import { attachmentSchema, eventItemSchema, personSchema } from '@switchboard/core/items'
import { locatedEvidenceSchema } from '@switchboard/core/suggestions/proposal'
import {
  sourceRelationSchema,
  suggestionRowSchema,
  suggestionStatusSchema,
} from '@switchboard/core/suggestions/suggestion-row'
import { fieldLimits } from '@switchboard/core/field-limits'
import { z } from 'zod'
import {
  pageInput,
  prioritySchema,
  providerIdSchema,
  searchInput,
  undoWindowSchema,
  unknownId,
  whenDoneOffer,
  whenDoneSchema,
} from './common'
import { taskFields } from './task-fields'

export const suggestionFilterInput = z.object({
  /** `pending`: to decide; `less_likely`: to decide, below the connection's line; `auto_approved`; `decided`: all others. */
  view: z.enum(['pending', 'less_likely', 'auto_approved', 'decided']).default('pending'),
  provider: providerIdSchema.nullish(),
  connectionId: z.uuid().nullish(),
  priority: prioritySchema.nullish(),
  due: z.enum(['overdue', 'today', 'week', 'none']).nullish(),
  flagged: z.boolean().nullish(),
  minConfidence: percentage('Confidence', 0, 100).nullish(),
  search: searchInput.nullish(),
})

export const suggestionListInput = suggestionFilterInput.extend({
  /** `match`: what answers the search best, in one page. */
  sort: z.enum(['newest', 'due', 'confidence', 'match']).default('newest'),
  /** Whose feed; absent: one's own. Others' are for admins. */
  memberId: z.uuid().nullish(),
  ...pageInput.shape,
})

export const suggestionListSchema = z.object({ items: z.array(suggestionRowSchema), nextCursor: z.string().nullable() })

/** 1,001 stands for all that is more than 1,000, except of what was decided today. */
export const suggestionCountsSchema = z.object({
  pending: z.number().int(),
  lessLikely: z.number().int(),
  autoApproved: z.number().int(),
  decided: z.number().int(),
  dueToday: z.number().int(),
  flagged: z.number().int(),
  /** For 'Approve 17 at 85% or more': the member's line and how many unflagged pending ones reach it. */
  threshold: z.number(),
  atOrAboveThreshold: z.number().int(),
  /** By the server's clock: what was made later is not in the figures. */
  countedAt: z.date(),
  decidedToday: z.object({ approved: z.number().int(), edited: z.number().int(), dismissed: z.number().int() }),
})

export const decisionSchema = z.object({ by: z.string().nullable(), at: z.date(), via: z.string().nullable() })

/** An item with its words, as it was read. */
const presentedItemSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['email', 'event', 'message', 'page']),
  title: z.string(),
  sender: personSchema,
  to: z.array(personSchema),
  cc: z.array(personSchema),
  text: z.string(),
  quotedText: z.string(),
  hasHtml: z.boolean(),
  url: z.string().nullable(),
  receivedAt: z.date(),
  attachments: z.array(attachmentSchema),
  event: eventItemSchema
    .pick({
      days: true,
      recurring: true,
      response: true,
      location: true,
      meetingUrl: true,
      organiser: true,
      attendees: true,
    })
    .extend({ startsAt: z.date(), endsAt: z.date() })
    .nullable(),
  message: z
    .object({
      channelName: z.string(),
      direct: z.boolean(),
      inThread: z.boolean(),
      /** Those who are asked by name. */
      addressees: z.array(personSchema),
    })
    .nullable(),
  page: z
    .object({
      concern: z.enum(['assigned', 'mentioned']).nullable(),
      status: z.string().nullable(),
      /** A calendar day, or an instant. */
      dueAt: z.string().nullable(),
      properties: z.array(z.object({ name: z.string(), value: z.string() })),
    })
    .nullable(),
})

/** Another item that asks for the same. */
export const suggestionSourceSchema = z.object({
  provider: providerIdSchema,
  accountName: z.string(),
  item: presentedItemSchema,
  evidence: z.array(locatedEvidenceSchema),
  /** How it was found to be the same; null for the one that the suggestion was made from first. */
  relation: sourceRelationSchema.nullable(),
  /** It asks for nothing any more; the suggestion stands as long as one of its sources does. */
  ended: z.object({ at: z.date(), reason: z.string() }).nullable(),
  /** It can be taken out as a suggestion of its own. */
  canPart: z.boolean(),
  ...whenDoneOffer,
})

export const suggestionDetailSchema = suggestionRowSchema.extend({
  description: z.string(),
  tags: z.array(z.string()),
  evidence: z.array(locatedEvidenceSchema),
  model: z.string(),
  dismissReason: z.string().nullable(),
  editedAt: z.date().nullable(),
  /** What finishing will do: the connection's policies, and the choice made for this one (null: follows them). */
  ...whenDoneOffer,
  whenDone: whenDoneSchema.nullable(),
  /** The auto-approval line of the connection. */
  threshold: z.number(),
  /** The member's own decisions on other suggestions of like confidence; null below ten decisions. */
  calibration: z.object({ approved: z.number().int(), decided: z.number().int() }).nullable(),
  decision: decisionSchema.nullable(),
  taskId: z.uuid().nullable(),
  item: presentedItemSchema,
  accountName: z.string(),
  /** Where the same is asked as well, those that have ended among them. */
  otherSources: z.array(suggestionSourceSchema),
})

export const partedSchema = z.object({ suggestion: suggestionDetailSchema, parted: suggestionDetailSchema })

export const suggestionEditsSchema = z.object(taskFields)

/** What became of one decision. `changed`: not approved, since it says something else now; `already_decided` names who was first; `gone`: no such suggestion for this person. */
export const decisionResultSchema = z.object({
  id: z.uuid(),
  outcome: z.enum(['done', 'changed', 'already_decided', 'gone']),
  status: suggestionStatusSchema.nullable(),
  decision: decisionSchema.nullable(),
  taskId: z.uuid().nullable(),
  /** Until when undo works; write-backs wait for it. */
  ...undoWindowSchema.shape,
})

/** What became of taking one decision back. `stays`: why it cannot be; `gone`: no such suggestion for this person. */
export const takenBackSchema = z.object({
  id: z.uuid(),
  outcome: z.enum(['done', 'stays', 'gone']),
  reason: z.string().nullable(),
})
export const takenBackResultsSchema = z.object({ results: z.array(takenBackSchema) })

export const decisionResultsSchema = z.object({ results: z.array(decisionResultSchema) })
/** `left`: how many still match, because there were more than one request may decide; `leftOut`: of `exceptIds` those that do. */
export const approvedAboveSchema = decisionResultsSchema.extend({
  left: z.number().int(),
  leftOut: z.array(z.uuid()),
})
/** Made by the page: a repeat after a lost answer is answered as the first was. */
export const decisionInput = z.object({
  decisionId: z.uuid('This decision was sent incompletely. Load the page again.').optional(),
})
/** Where a member was led to the page from; only for telling. */
export const viaSchema = z.enum(['web', 'email', 'slack', 'telegram']).default('web')

export const dismissReasonSchema = z
  .string()
  .trim()
  .max(fieldLimits.reason, `Reason: shorten it to ${fieldLimits.reason} characters.`)

export const idsInput = decisionInput.extend({
  ids: z
    .array(z.uuid(unknownId))
    .min(1, 'Choose a suggestion first.')
    .max(500, 'Choose at most 500 suggestions at a time.'),
})
