import type { SideEffect } from '@switchboard/core/ports/item-writer'

/** What finishing a task does to the message that it came from. */
export const slackEffects: SideEffect[] = [
  {
    action: 'react',
    setting: 'react',
    needs: ['reactions:write'],
    words: {
      doing: 'Add a check mark to the message',
      also: 'add a check mark',
      will: 'Will add a check mark',
      done: 'Check mark added',
      undone: 'Check mark removed again',
      failed: 'No check mark added',
      stays: 'The check mark is still there',
    },
  },
  {
    action: 'reply',
    setting: 'reply',
    needs: ['chat:write'],
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
