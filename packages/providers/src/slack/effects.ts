import type { SideEffect } from '@switchboard/core/ports/item-writer'

/** What finishing a task does to the message that it came from. */
export const slackEffects: SideEffect[] = [
  {
    action: 'react',
    setting: 'react',
    words: {
      doing: 'React with ✅ to the message',
      also: 'react with ✅',
      will: 'Will react with ✅',
      done: 'Reacted with ✅',
      undone: '✅ removed again',
      failed: 'No ✅ added',
      stays: '✅ is still there',
    },
  },
  {
    action: 'reply',
    setting: 'reply',
    words: {
      doing: 'Reply in the thread',
      also: 'reply in the thread',
      will: 'Will reply in the thread',
      done: 'Replied in the thread',
      undone: 'Reply deleted again',
      failed: 'Not replied',
      stays: 'The reply is still there',
    },
  },
]
