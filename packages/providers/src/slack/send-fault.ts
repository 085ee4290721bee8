import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'

/**
 * Refusals that say something of whom a message is for, and nothing of the workspace.
 * https://docs.slack.dev/reference/methods/chat.postMessage, https://docs.slack.dev/reference/methods/conversations.open
 */
const nobodyThere = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'user_not_found',
  'users_not_found',
  'user_not_visible',
  'user_disabled',
  'cannot_dm_bot',
  'messages_tab_disabled',
  'restricted_action',
])

/** What a call for sending has thrown, in the words of who sends. */
export function sendFault(error: unknown): unknown {
  if (!isSwitchboardError(error) || !nobodyThere.has(error.facts.slack ?? '')) return error
  return new SwitchboardError(
    'gone',
    'Slack lets nobody be reached there: the person has left, or the app was put out.',
    {
      facts: error.facts,
    },
  )
}
