import type { SideEffect } from '@switchboard/core/ports/item-writer'

/** What finishing a task does to the message that it came from. */
export const telegramEffects: SideEffect[] = [
  {
    action: 'react',
    setting: 'react',
    words: {
      doing: 'React with 👍 to the message',
      also: 'react with 👍',
      will: 'Will react with 👍',
      done: 'Reacted with 👍',
      undone: '👍 removed again',
      failed: 'No 👍 added',
      stays: '👍 is still there',
    },
  },
]
