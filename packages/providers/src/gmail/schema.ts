import { z } from 'zod'
import { commonSettingsSchema, policySetting, wholeNumberSetting } from '@switchboard/core/connections/settings'

const labelsSetting = 'Only mail with these labels'

/** Settings of a Gmail connection (requirement A9). */
export const gmailSettingsSchema = commonSettingsSchema.extend({
  /** Only mail with all of these labels is read; names as people see them. */
  filterLabels: z
    .array(
      z
        .string(`${labelsSetting}: give names of labels.`)
        .trim()
        .min(1, `${labelsSetting}: leave out the label without a name.`)
        .max(100, `${labelsSetting}: shorten the name to 100 characters.`),
      `${labelsSetting}: give names of labels.`,
    )
    .max(10, `${labelsSetting}: give at most 10 labels.`)
    .default(['INBOX']),
  /** Mails per batch of a run. */
  maxResults: wholeNumberSetting('Fetch at a time', 1, 500, 'mails').default(20),
  markAsRead: policySetting('Mark the mail read').default('auto'),
  archive: policySetting('Archive the mail').default('auto'),
})

/**
 * Where the next batch goes on. A run starts with a list of what is unread, remembering the history id from before it, and
 * goes on with the history from there.
 */
export const gmailCursorSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('list'),
    historyId: z.string(),
    pageToken: z.string().nullable(),
    since: z.iso.datetime().nullable(),
  }),
  z.object({ phase: z.literal('history'), historyId: z.string(), pageToken: z.string().nullable() }),
])
export type GmailCursor = z.infer<typeof gmailCursorSchema>

/** The parts of Google's answers that we use; anything else in them is ignored. */
export const profileSchema = z.object({ emailAddress: z.string(), historyId: z.string() })
export const listSchema = z.object({
  messages: z.array(z.object({ id: z.string() })).default([]),
  nextPageToken: z.string().optional(),
  resultSizeEstimate: z.number().optional(),
})
export const messageSchema = z.object({
  id: z.string(),
  threadId: z.string().optional(),
  labelIds: z.array(z.string()).default([]),
  snippet: z.string().default(''),
  /** Milliseconds since 1970. */
  internalDate: z.string().regex(/^\d{1,15}$/),
  raw: z.string(),
})
/** Less than this is no answer of Gmail's at all. */
export const anyMessageSchema = z.looseObject({ id: z.string() })
export const labelListSchema = z.object({ labels: z.array(z.object({ id: z.string(), name: z.string() })).default([]) })
export const labelsOfMessageSchema = z.object({ labelIds: z.array(z.string()).default([]) })
const touched = z
  .array(z.object({ message: z.object({ id: z.string(), labelIds: z.array(z.string()).optional() }) }))
  .default([])
export const historySchema = z.object({
  history: z.array(z.object({ messagesAdded: touched, labelsAdded: touched })).default([]),
  nextPageToken: z.string().optional(),
  historyId: z.string(),
})
/** What a write-back changed: the labels that were there before and are put back. */
export const inverseSchema = z.object({ labels: z.array(z.string()) })
