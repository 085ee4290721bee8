import { secretSetting, textSetting } from '@switchboard/core/connections/setting-kinds'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { AppSetUp, OwnAppCapability } from '@switchboard/core/ports/connecting'
import { z } from 'zod'
import { callSlack } from './client'
import type { SlackConfig } from './config'
import { slackOAuth, slackScopes } from './oauth'
import { slackSettingsSchema } from './schema'

const requestTimeoutMs = 10_000
const group = 'From Basic Information → App Credentials'

/** What Slack shows of an app on its page. */
export const ownAppKeysSchema = z.object({
  clientId: textSetting(
    { label: 'Client ID', hint: 'Two numbers with a point between them.', group },
    { longest: 100 },
  ),
  clientSecret: secretSetting(
    { label: 'Client Secret', hint: 'Behind ‘Show’. Kept encrypted and shown to nobody.', group },
    { longest: 200 },
  ),
  signingSecret: secretSetting(
    { label: 'Signing Secret', hint: 'By it Switchboard knows that a call comes from Slack.', group },
    { longest: 200 },
  ),
})

/** Slack apps of teams, made from a manifest. https://docs.slack.dev/app-manifests */
export function slackOwnApps(config: SlackConfig): OwnAppCapability {
  return {
    keys: ownAppKeysSchema,
    guide:
      'Give the app a name to begin. Then register it at Slack by its manifest, fill in its keys, and connect workspaces by it: their events and their access go through your app alone.',
    registerUrl: new URL('/apps?new_app=1', registryOf(config.apiUrl)).href,
    setUp: (app) => setUpOf(app),

    async check(keys, signal) {
      const { clientId, clientSecret } = ownAppKeysSchema.parse(keys)
      const call = { client_id: clientId, client_secret: clientSecret, code: 'none' }
      try {
        await callSlack(
          config,
          { signal, timeoutMs: requestTimeoutMs },
          (client) => client.apiCall('oauth.v2.access', call),
          z.unknown(),
        )
      } catch (error) {
        // Slack looks at the keys first: that it minds the code means that they are right.
        if (!isSwitchboardError(error)) throw error
        if (error.facts.slack === 'invalid_code') return
        throw refusedKey(error)
      }
    },

    identityOf: (keys) => ({ field: 'clientId', value: ownAppKeysSchema.partial().parse(keys).clientId ?? '' }),

    oauth({ id, keys }) {
      return slackOAuth({ ...config, ...ownAppKeysSchema.parse(keys), app: id })
    },
  }
}

function refusedKey(error: SwitchboardError): SwitchboardError {
  switch (error.facts.slack) {
    case 'invalid_client_id':
      return new SwitchboardError('invalid_input', 'Client ID: Slack knows no app with it.', { field: 'clientId' })
    case 'bad_client_secret':
      return new SwitchboardError('invalid_input', 'Client Secret: Slack says that it is not the one of this app.', {
        field: 'clientSecret',
      })
    default:
      return error
  }
}

/** Apps are registered at `api.slack.com`, for every `slack.com/api/` alike; elsewhere where the Web API is. */
function registryOf(apiUrl: string): URL {
  const url = new URL(apiUrl)
  return url.hostname === 'slack.com' ? new URL('https://api.slack.com') : url
}

/** What the settings may come to need. */
const everything = slackSettingsSchema.parse({
  directMessages: true,
  privateChannels: true,
  groupMessages: true,
  privateRooms: true,
  react: 'auto',
})

const botEvents = [
  'app_mention',
  'app_uninstalled',
  'channel_archive',
  'channel_deleted',
  'channel_left',
  'channel_rename',
  'channel_unarchive',
  'group_archive',
  'group_deleted',
  'group_left',
  'group_rename',
  'group_unarchive',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  'reaction_added',
  'reaction_removed',
  'tokens_revoked',
  'user_change',
]

function setUpOf({ id, name, publicUrl, redirectUri }: Parameters<OwnAppCapability['setUp']>[0]): AppSetUp {
  const addressOf = (kind: string) => new URL(`/api/webhooks/slack/${id}/${kind}`, publicUrl).href
  const [events, interactions] = [addressOf('events'), addressOf('interactions')]
  const manifest = {
    display_information: { name: name.slice(0, longestName), description: 'Turns messages into suggested tasks.' },
    features: {
      app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Switchboard', always_online: true },
    },
    oauth_config: {
      redirect_urls: [redirectUri],
      scopes: { bot: slackScopes(everything).map(({ anyOf }) => anyOf[0]) },
    },
    settings: {
      event_subscriptions: { request_url: events, bot_events: botEvents },
      interactivity: { is_enabled: true, request_url: interactions },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: true,
    },
  }
  return {
    addresses: [
      { label: 'Redirect URL', url: redirectUri },
      { label: 'Events: Request URL', url: events },
      { label: 'Interactivity: Request URL', url: interactions },
    ],
    manifest: JSON.stringify(manifest, null, 2),
  }
}

/** Slack takes no longer one. */
const longestName = 35
