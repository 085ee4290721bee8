import { z } from 'zod'
import { policySetting, wholeNumberSetting, wordsSetting } from '@switchboard/core/connections/setting-kinds'
import {
  limitSettings,
  readingSettings,
  settingGroups,
  suggestionSettings,
} from '@switchboard/core/connections/settings'
import { mailPlaceSchema } from '../mail/compose-message'
import { listBoundsShape } from '../mail/list-bounds'
import { mailSendingSettings, mailSettings } from '../mail/settings'

/** Settings of a Gmail connection (requirement A9). */
export const gmailSettingsSchema = z.object({
  ...readingSettings,
  syncScope: mailSettings.syncScope,
  /** Only mail with all of these labels is read; names as people see them. */
  filterLabels: wordsSetting(
    {
      label: 'Only mail with these labels',
      hint: 'Separated by commas. A mail needs all of them.',
      group: settingGroups.reading,
    },
    { noun: 'label', most: 10, longest: 100 },
  ).default(['INBOX']),
  lookBackDays: mailSettings.lookBackDays,
  maxResults: mailSettings.maxResults,
  ...suggestionSettings,
  markAsRead: mailSettings.markAsRead,
  archive: policySetting({
    label: 'Archive the mail',
    hint: 'It leaves the inbox and stays in All Mail.',
    group: settingGroups.whenDone,
  }).default('auto'),
  agentLabel: policySetting({
    label: 'Label a mail',
    hint: 'By a label that is there, when you ask an agent for it. ‘Always’ asks all the same once the agent has read what others wrote.',
    group: settingGroups.agents,
  }).default('never'),
  ...mailSendingSettings,
  ...limitSettings,
  cacheMinutes: wholeNumberSetting(
    {
      label: 'Remember your labels',
      hint: 'How long the list of labels is kept in place of asking Google with each batch. 0: it is asked each time.',
      group: settingGroups.limits,
    },
    { min: 0, max: 1_440, unit: 'minutes' },
  ).default(10),
})

export type GmailSettings = z.infer<typeof gmailSettingsSchema>

/**
 * Where the next batch goes on. A run starts with a list of what is there, remembering the history id from before it, and
 * goes on with the history from there. Where history was forgotten, what somebody waits for is looked at in between.
 */
/** Mails of the page that were read before Gmail asked for a pause. Absent: none. */
const partShape = { read: z.array(z.string()).optional() }

export const gmailCursorSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('list'),
    historyId: z.string(),
    pageToken: z.string().nullable(),
    ...partShape,
    ...listBoundsShape,
  }),
  z.object({
    phase: z.literal('look'),
    historyId: z.string(),
    /** Of mails that somebody waits for, those whose turn has been. */
    looked: z.array(z.string()),
  }),
  z.object({ phase: z.literal('history'), historyId: z.string(), pageToken: z.string().nullable(), ...partShape }),
])
export type GmailCursor = z.infer<typeof gmailCursorSchema>
export type ListCursor = GmailCursor & { phase: 'list' }
export type LookCursor = GmailCursor & { phase: 'look' }
export type HistoryCursor = GmailCursor & { phase: 'history' }

/** The parts of Google's answers that we use; anything else in them is ignored. */
export const profileSchema = z.object({ emailAddress: z.string(), historyId: z.string() })
export const listSchema = z.object({
  messages: z.array(z.object({ id: z.string() })).default([]),
  nextPageToken: z.string().optional(),
  resultSizeEstimate: z.number().optional(),
})
/** Later years have an ISO form that PostgreSQL refuses, and with it the whole batch. */
const latestMs = Date.parse('9999-12-31T23:59:59.999Z')
export const messageSchema = z.object({
  id: z.string(),
  threadId: z.string().optional(),
  labelIds: z.array(z.string()).default([]),
  snippet: z.string().default(''),
  /** Milliseconds since 1970. */
  internalDate: z
    .string()
    .regex(/^\d{1,15}$/)
    .refine((text) => Number(text) <= latestMs),
  raw: z.string(),
})
/** Less than this is no answer of Gmail's at all. */
export const anyMessageSchema = z.looseObject({ id: z.string() })
export const labelListSchema = z.object({ labels: z.array(z.object({ id: z.string(), name: z.string() })).default([]) })
export const labelsOfMessageSchema = z.object({ labelIds: z.array(z.string()).default([]) })
export const threadSchema = z.object({
  messages: z
    .array(
      z.object({
        id: z.string(),
        labelIds: z.array(z.string()).default([]),
        // One with a time that is none lies before nothing.
        internalDate: messageSchema.shape.internalDate.optional().catch(undefined),
      }),
    )
    .default([]),
})
export type MailThread = z.infer<typeof threadSchema>
const touched = z.object({ message: z.object({ id: z.string() }) })
/** `labelIds`: those that were added, or removed. */
const labelled = touched.extend({ labelIds: z.array(z.string()).default([]) })
export const historySchema = z.object({
  history: z
    .array(
      z.object({
        messagesAdded: z.array(touched).default([]),
        messagesDeleted: z.array(touched).default([]),
        labelsAdded: z.array(labelled).default([]),
        labelsRemoved: z.array(labelled).default([]),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
  historyId: z.string(),
})
/** Where a mail stands that was sent by Gmail. */
export const gmailPlaceSchema = mailPlaceSchema.extend({ id: z.string(), threadId: z.string() })
export const sentSchema = z.object({ id: z.string(), threadId: z.string() })
export const sentHeadSchema = sentSchema.extend({
  internalDate: messageSchema.shape.internalDate,
  payload: z.object({ headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]) }),
})
/** What a write-back changed: the labels that were there before and are put back. */
export const inverseSchema = z.object({ labels: z.array(z.string()) })
