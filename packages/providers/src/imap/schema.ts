import { z } from 'zod'
import {
  choiceSetting,
  policySetting,
  textSetting,
  wholeNumberOrEmptySetting,
  wholeNumberSetting,
} from '@switchboard/core/connections/setting-kinds'
import {
  limitSettings,
  readingSettings,
  settingGroups,
  suggestionSettings,
} from '@switchboard/core/connections/settings'

const longestFolder = 200

/** Settings of an IMAP connection (requirement A9). */
export const imapSettingsSchema = z.object({
  ...readingSettings,
  syncScope: choiceSetting(
    {
      label: 'Which mail to read',
      hint: 'A change applies from then on: mail that is there already is not looked through again.',
      group: settingGroups.reading,
    },
    { 'Unread mail': 'unread', 'All mail': 'all' },
  ).default('unread'),
  folder: textSetting(
    {
      label: 'Folder to watch',
      hint: 'Another one is looked through as the first sync does it.',
      group: settingGroups.reading,
    },
    { longest: longestFolder },
  ).default('INBOX'),
  lookBackDays: wholeNumberOrEmptySetting(
    {
      label: 'First sync goes back',
      hint: 'Empty: as far as there is mail. It counts until the first sync has everything.',
      group: settingGroups.reading,
    },
    { min: 1, max: 3_650, unit: 'days' },
  ).default(null),
  /** Mails per batch of a run. */
  maxResults: wholeNumberSetting(
    { label: 'Fetch at a time', hint: 'Progress is saved after each batch.', group: settingGroups.reading },
    { min: 1, max: 500, unit: 'mails' },
  ).default(20),
  ...suggestionSettings,
  markAsRead: policySetting({
    label: 'Mark the mail read',
    hint: 'Taken back when you open the task again.',
    group: settingGroups.whenDone,
  }).default('auto'),
  archive: policySetting({
    label: 'Archive the mail',
    hint: 'It is moved out of the folder that is watched.',
    group: settingGroups.whenDone,
  }).default('auto'),
  archiveFolder: textSetting(
    {
      label: 'Archive to',
      hint: 'Empty: the account’s archive; a folder ‘Archive’ is made where there is none.',
      group: settingGroups.whenDone,
      whenEmpty: 'its archive',
    },
    { longest: longestFolder, mayBeEmpty: true },
  ).default(''),
  ...limitSettings,
})

export type ImapSettings = z.infer<typeof imapSettingsSchema>
const syncScopeSchema = imapSettingsSchema.shape.syncScope.unwrap()

/** What a connection's secret holds: where the mailbox is, and how it is opened. */
export const imapAccountSchema = z.object({
  address: z.string(),
  user: z.string(),
  password: z.string(),
  host: z.string(),
  port: z.number().int(),
  security: z.enum(['tls', 'starttls']),
})
export type ImapAccount = z.infer<typeof imapAccountSchema>

/** UIDs of one folder, which count only together with its UIDVALIDITY (RFC 9051, section 2.3.1.1). */
const positionShape = { folder: z.string(), uidValidity: z.string(), nextUid: z.number().int().min(1) }

/**
 * Where the next batch goes on. A run starts with what is there, the newest first and below `below`, remembering the UID that the
 * next mail will have, and goes on with what came from there.
 */
export const imapCursorSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('list'),
    ...positionShape,
    below: z.number().int().min(1),
    /** Nothing older is listed. */
    since: z.iso.datetime().nullable(),
    /** `since` bounds a resync; the settings do not change it. */
    isResync: z.boolean(),
    /** The settings that it was begun with. */
    syncScope: syncScopeSchema,
    lookBackDays: z.number().nullable(),
  }),
  z.object({ phase: z.literal('news'), ...positionShape }),
])
export type ImapCursor = z.infer<typeof imapCursorSchema>
export type ListCursor = ImapCursor & { phase: 'list' }

/** What a write-back changed: whether the mail was unread, or the folder that it was in; null when nothing was changed. */
export const imapInverseSchema = z.union([
  z.object({ unread: z.boolean() }),
  z.object({ folder: z.string().nullable() }),
])
