import { expect, test } from 'vitest'
import { failedText, undoneStory, undoneWord, waitsText, type WriteBack } from '../src/features/tasks/write-back-texts'

const now = Date.parse('2026-11-20T10:30:00Z')
const markedRead = {
  doing: 'Mark the mail read',
  also: 'mark it read',
  will: 'Will mark read',
  done: 'Marked read',
  undone: 'Marked unread again',
  failed: 'Not marked read',
  stays: 'Still marked read',
}
const archived = {
  doing: 'Archive the mail',
  also: 'archive it',
  will: 'Will archive',
  done: 'Archived',
  undone: 'Back in the inbox',
  failed: 'Not archived',
  stays: 'Still archived',
}
const undone: WriteBack = {
  id: 'w',
  itemId: 'item',
  action: 'archive',
  words: archived,
  state: 'reverted',
  stays: false,
  account: 'usable',
  runAt: new Date('2026-11-20T10:11:00Z'),
  finishedAt: new Date('2026-11-20T10:15:00Z'),
  attempts: 1,
  errorMessage: null,
}

test.each<[string, Partial<WriteBack>, string, string]>([
  ['archived and taken back', {}, 'Archived 10:11, back in the inbox 10:15', 'Back in the inbox'],
  [
    'read and taken back',
    { action: 'mark_read', words: markedRead },
    'Marked read 10:11, marked unread again 10:15',
    'Marked unread again',
  ],
  ['taken back at the second try', { attempts: 2 }, 'Archived, back in the inbox 10:15', 'Back in the inbox'],
  ['taken back before anything was changed', { attempts: 0 }, 'Left as it was', 'Left as it was'],
])('what was %s', (_what, fields, story, word) => {
  const writeBack = { ...undone, ...fields }
  expect(undoneStory(writeBack, now, 'UTC')).toBe(story)
  expect(undoneWord(writeBack)).toBe(word)
})

test.each<[WriteBack['state'], WriteBack['account'], string | null]>([
  ['waiting', 'paused', 'Waits: the account is paused'],
  ['running', 'needs_access', 'Waits: the account needs reconnecting'],
  ['reverting', 'needs_mending', 'Waits: the account needs you, see Integrations'],
  ['waiting', 'usable', null],
  ['waiting', 'disconnected', null],
  ['done', 'paused', null],
  ['failed', 'paused', null],
])('one that is %s while its account is %s', (state, account, text) => {
  expect(waitsText({ ...undone, state, account }, now, 'UTC')).toBe(text)
})

test.each<[WriteBack['state'], number, string | null]>([
  ['running', 45_000, null],
  ['running', 17 * 60_000, 'Waits: it is tried again 10:47'],
  ['waiting', 60_000, null],
  ['reverting', 24 * 3_600_000, 'Waits: it is tried again tomorrow 10:30'],
  ['done', 17 * 60_000, null],
])('one that is %s with %d ms to wait', (state, aheadMs, text) => {
  expect(waitsText({ ...undone, state, runAt: new Date(now + aheadMs) }, now, 'UTC')).toBe(text)
})

test.each<[Partial<WriteBack>, string]>([
  [{ errorMessage: 'The account was disconnected.' }, 'Not archived: The account was disconnected.'],
  [{ stays: true, errorMessage: 'The account was disconnected.' }, 'Still archived: The account was disconnected.'],
  [{ action: 'mark_read', words: markedRead, errorMessage: null }, 'Not marked read'],
])('one that failed: %j', (fields, text) => {
  expect(failedText({ ...undone, state: 'failed', ...fields })).toBe(text)
})
