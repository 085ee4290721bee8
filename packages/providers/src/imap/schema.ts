import { z } from 'zod'
import { policySetting, textSetting } from '@switchboard/core/connections/setting-kinds'
import {
  limitSettings,
  readingSettings,
  settingGroups,
  suggestionSettings,
} from '@switchboard/core/connections/settings'
import { listBoundsShape } from '../mail/list-bounds'
import { mailSendingSettings, mailSettings } from '../mail/settings'

const longestFolder = 200

/** Settings of an IMAP connection (requirement A9). */
export const imapSettingsSchema = z.object({
  ...readingSettings,
  syncScope: mailSettings.syncScope,
  folder: textSetting(
    {
      label: 'Folder to watch',
      hint: 'Another one is looked through as the first sync does it.',
      group: settingGroups.reading,
    },
    { longest: longestFolder },
  ).default('INBOX'),
  lookBackDays: mailSettings.lookBackDays,
  maxResults: mailSettings.maxResults,
  ...suggestionSettings,
  markAsRead: mailSettings.markAsRead,
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
  ...mailSendingSettings,
  sendersCheckedBy: textSetting(
    {
      label: 'Server that checks senders',
      hint: 'The first word behind ‘Authentication-Results:’ in the source of a mail that you have got. With it your answers by mail count at once.',
      group: settingGroups.sending,
      whenEmpty: 'answers are confirmed in the browser',
    },
    { longest: 200, mayBeEmpty: true },
  ).default(''),
  ...limitSettings,
})

export type ImapSettings = z.infer<typeof imapSettingsSchema>

/** What a connection's secret holds: where the mailbox is, and how it is opened. */
export const imapAccountSchema = z.object({
  address: z.string(),
  user: z.string(),
  password: z.string(),
  host: z.string(),
  port: z.number().int(),
  security: z.enum(['tls', 'starttls']),
  /** The server that it sends by; null where its owner has named none, absent in accounts of before it was asked for. */
  smtp: z
    .object({ host: z.string(), port: z.number().int(), security: z.enum(['tls', 'starttls']) })
    .nullable()
    .optional(),
})
export type ImapAccount = z.infer<typeof imapAccountSchema>

/** UIDs of one folder, which count only together with its UIDVALIDITY (RFC 9051, section 2.3.1.1). */
const positionShape = { folder: z.string(), uidValidity: z.string(), nextUid: z.number().int().min(1) }

/**
 * Up to where changes of flags have been seen (RFC 7162), of mails below a UID: those above are news. `after`: which of them were read
 * already since then, and `next` where the folder stood when the first of these was asked for. Absent where the server does not count changes, and in cursors of before this was kept.
 */
const flagsShape = z
  .object({
    modseq: z.string().regex(/^\d+$/),
    below: z.number().int().min(1),
    after: z.number().int().min(0),
    next: z.string().regex(/^\d+$/).optional(),
  })
  .optional()

/**
 * Where the next batch goes on. A run starts with what is there, the newest first and below `below`, remembering the UID that the
 * next mail will have, and goes on with what came from there.
 */
export const imapCursorSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('list'),
    ...positionShape,
    below: z.number().int().min(1),
    flags: flagsShape,
    ...listBoundsShape,
  }),
  z.object({ phase: z.literal('news'), ...positionShape, flags: flagsShape }),
])
export type ImapCursor = z.infer<typeof imapCursorSchema>
export type ListCursor = ImapCursor & { phase: 'list' }

/** What a write-back changed: whether the mail was unread, or the folder that it was in; null when nothing was changed. */
export const imapInverseSchema = z.union([
  z.object({ unread: z.boolean() }),
  z.object({ folder: z.string().nullable() }),
])
