import type { SideEffect } from '@switchboard/core/ports/item-writer'

/** What finishing a task does to the mail that it came from, by the settings `markAsRead` and `archive`. */
export const mailEffects: SideEffect[] = [
  {
    action: 'mark_read',
    setting: 'markAsRead',
    words: {
      doing: 'Mark the mail read',
      also: 'mark it read',
      will: 'Will mark read',
      done: 'Marked read',
      undone: 'Marked unread again',
      failed: 'Not marked read',
      stays: 'Still marked read',
    },
  },
  {
    action: 'archive',
    setting: 'archive',
    words: {
      doing: 'Archive the mail',
      also: 'archive it',
      will: 'Will archive',
      done: 'Archived',
      undone: 'Back in the inbox',
      failed: 'Not archived',
      stays: 'Still archived',
    },
  },
]
