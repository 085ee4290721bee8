import type { Provider } from '@switchboard/core/ports/provider'
import { slackChannel } from './channel'
import type { SlackConfig } from './config'
import { slackOAuth } from './oauth'
import { slackOwnApps } from './own-apps'
import { slackSettingsSchema } from './schema'
import { slackSource } from './source'
import { slackWebhook } from './webhook'

/** Slack: reads messages that ask for something, as they are written; reacts or replies when the task is done; reaches people by direct messages. */
export function slack(config: SlackConfig) {
  return {
    id: 'slack',
    name: 'Slack',
    ownership: 'shared',
    itemKind: 'message',
    summary: 'Reads channels it is invited to, adds a check mark when a task is done.',
    words: {
      item: 'message',
      service: 'Slack',
      consent:
        'Slack asks an admin to install Switchboard in the workspace. It reads only the channels that somebody invites it to, and what people write to it.',
      firstRead: 'the last week of its channels',
      whenDone: 'adds a check mark to its message',
      mendUntold:
        'Whoever looks after the Slack app looks under ‘Event Subscriptions’ on its page at Slack: they are switched off when too many calls fail.',
      notCovered: 'There is more in its channels and threads than is looked through afterwards.',
    },
    settings: slackSettingsSchema,
    oauth: slackOAuth(config),
    ownApps: slackOwnApps(config),
    source: slackSource(config),
    channel: slackChannel(config),
    webhook: slackWebhook(config),
  } satisfies Provider
}
