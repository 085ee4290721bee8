import { settingFormOf } from '@switchboard/core/connections/setting-form'
import { expect, test } from 'vitest'
import { gmailSettingsSchema } from '@switchboard/providers/gmail/schema'

test('the form has its fields in the order in which people look for them', () => {
  const form = settingFormOf(gmailSettingsSchema)
  expect(form.map(({ name, fields }) => [name, fields.map(({ label }) => label)])).toEqual([
    [
      'Reading',
      ['Sync every', 'Which mail to read', 'Only mail with these labels', 'First sync goes back', 'Fetch at a time'],
    ],
    ['Suggestions', ['Propose tasks', 'Approve automatically', 'Sure enough is', 'Less likely is below']],
    ['When a task is done', ['Mark the mail read', 'Archive the mail']],
    ['What agents may do', ['Label a mail']],
    ['Sending', ['Reach me by this mailbox', 'Send at most']],
    ['Limits', ['Wait for an answer', 'Try again', 'Remember your labels']],
  ])
})

test('without a choice it reads unread mail of the inbox as far back as there is, and remembers labels for ten minutes', () => {
  expect(gmailSettingsSchema.parse({})).toMatchObject({
    syncScope: 'unread',
    filterLabels: ['INBOX'],
    lookBackDays: null,
    maxResults: 20,
    cacheMinutes: 10,
  })
})

test.each<[string, unknown, string]>([
  ['syncScope', 'some', 'Which mail to read: choose Unread mail or All mail.'],
  ['lookBackDays', 0, 'First sync goes back: give a whole number of days from 1 to 3,650, or leave it empty.'],
  ['cacheMinutes', 1_441, 'Remember your labels: give a whole number of minutes from 0 to 1,440.'],
  ['filterLabels', Array.from({ length: 11 }, String), 'Only mail with these labels: give at most 10 labels.'],
])('%s = %j is refused, with the field named', (field, value, message) => {
  const refused = gmailSettingsSchema.safeParse({ [field]: value }).error?.issues[0]
  expect(refused).toMatchObject({ path: [field], message })
})
