import type { SideEffect } from '@switchboard/core/ports'

/** What finishing a task does to the row that it came from, by the setting `complete`. */
export const notionEffects: SideEffect[] = [
  {
    action: 'complete',
    setting: 'complete',
    words: {
      doing: 'Complete its row in Notion',
      also: 'complete its row',
      will: 'Will complete its row',
      done: 'Row completed',
      undone: 'Status as it was',
      failed: 'Row not completed',
      stays: 'Row still completed',
    },
  },
]
