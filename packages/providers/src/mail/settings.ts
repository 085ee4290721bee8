import { z } from 'zod'
import {
  choiceSetting,
  policySetting,
  wholeNumberOrEmptySetting,
  wholeNumberSetting,
} from '@switchboard/core/connections/setting-kinds'
import { sendSettings, settingGroups } from '@switchboard/core/connections/settings'

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

/** What every mailbox is asked about sending: it is off until its owner wants it. */
export const mailSendingSettings = sendSettings({
  label: 'Reach me by this mailbox',
  hint: 'Switchboard sends you its questions and news from this address. It writes to nobody else.',
  usually: false,
  perMinute: { usual: 60, most: 600 },
})

/** Servers for mail take so many seconds' messages at once without a word. */
export const mailBurstSeconds = 10
