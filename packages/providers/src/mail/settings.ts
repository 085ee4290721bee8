import { z } from 'zod'
import {
  choiceSetting,
  policySetting,
  switchSetting,
  wholeNumberOrEmptySetting,
  wholeNumberSetting,
} from '@switchboard/core/connections/setting-kinds'
import { settingGroups } from '@switchboard/core/connections/settings'
import type { SendAllowance } from '@switchboard/core/ports/message-channel'

/** What every mailbox is asked: each provider puts them between its own. */
export const mailSettings = {
  syncScope: choiceSetting(
    {
      label: 'Which mail to read',
      hint: 'A change applies from then on: mail that is there already is not looked through again.',
      group: settingGroups.reading,
    },
    { 'Unread mail': 'unread', 'All mail': 'all' },
  ).default('unread'),
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
  markAsRead: policySetting({
    label: 'Mark the mail read',
    hint: 'Taken back when you open the task again.',
    group: settingGroups.whenDone,
  }).default('auto'),
}

export type MailScope = {
  syncScope: z.infer<typeof mailSettings.syncScope>
  lookBackDays: z.infer<typeof mailSettings.lookBackDays>
}

/** What every mailbox is asked about sending: `sendMessages` is off until its owner wants it. */
export const mailSendingSettings = {
  sendMessages: switchSetting({
    label: 'Reach me by this mailbox',
    hint: 'Switchboard sends you its questions and news from this address. It writes to nobody else.',
    group: settingGroups.sending,
  }).default(false),
  messagesPerMinute: wholeNumberSetting(
    {
      label: 'Send at most',
      hint: 'What is more waits its turn, or takes another way.',
      group: settingGroups.sending,
    },
    { min: 1, max: 600, unit: 'messages a minute' },
  ).default(60),
}

const sendingSchema = z.object(mailSendingSettings)
/** So much of a minute's messages may go out at once. */
const burstShare = 1 / 6

/** How often a mailbox may send, by its settings; not at all by those that a newer schema refuses. */
export function mailAllowance(settings: unknown): SendAllowance {
  const stored = sendingSchema.safeParse(settings).data
  if (!stored?.sendMessages) return null
  const { messagesPerMinute: perMinute } = stored
  return { perMinute, burst: Math.max(1, Math.ceil(perMinute * burstShare)) }
}
