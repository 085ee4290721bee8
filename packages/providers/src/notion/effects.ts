import type { SideEffect } from '@switchboard/core/ports/item-writer'
import { inverseSchema } from './schema'

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
    // A page without a status, or a row that was complete already.
    nothing: { holds: (inverse) => inverseSchema.parse(inverse).before === null, told: 'No row to complete' },
  },
]
