import type { ProviderRegistry } from '@switchboard/core/context'
import type { Clock } from '@switchboard/core/ports/clock'
import type { Provider } from '@switchboard/core/ports/provider'
import { gmail } from './gmail'
import type { GmailPushConfig } from './gmail/push'
import { googleCalendar } from './google-calendar'
import { notion } from './notion'
import { imap } from './imap'
import { slack } from './slack'
import { defaultApp, type SlackConfig } from './slack/config'
import { telegram } from './telegram'
import { telegramApiUrl } from './telegram/config'

/** The variables that providers are made from, as packages/config declares them. */
export type ProviderVariables = {
  GOOGLE_CLIENT_ID?: string
  GOOGLE_CLIENT_SECRET?: string
  GOOGLE_OAUTH_URL: string
  GOOGLE_API_URL?: string
  GMAIL_WEB_URL?: string
  GMAIL_UNITS_PER_SECOND?: number
  GMAIL_PUSH_TOPIC?: string
  GMAIL_PUSH_SERVICE_ACCOUNT?: string
  GMAIL_PUSH_AUDIENCE?: string
  SLACK_CLIENT_ID?: string
  SLACK_CLIENT_SECRET?: string
  SLACK_SIGNING_SECRET?: string
  SLACK_API_URL?: string
  TELEGRAM_API_URL?: string
  PUBLIC_URL: string
  PRIVATE_ADDRESSES?: 'allowed' | 'refused'
  NOTION_CLIENT_ID?: string
  NOTION_CLIENT_SECRET?: string
  NOTION_API_URL?: string
  NOTION_WEBHOOK_TOKEN?: string
  NOTION_REQUESTS_PER_SECOND?: number
}

/** Every provider of the product, one line each. */
export function createProviders(variables: ProviderVariables, clock: Clock): ProviderRegistry {
  const google = {
    clientId: variables.GOOGLE_CLIENT_ID ?? '',
    clientSecret: variables.GOOGLE_CLIENT_SECRET ?? '',
    oauthUrl: variables.GOOGLE_OAUTH_URL,
    apiUrl: variables.GOOGLE_API_URL,
    clock,
  }
  const privateAddresses = variables.PRIVATE_ADDRESSES ?? 'refused'
  const notionConfig = {
    clientId: variables.NOTION_CLIENT_ID ?? '',
    clientSecret: variables.NOTION_CLIENT_SECRET ?? '',
    apiUrl: variables.NOTION_API_URL ?? 'https://api.notion.com',
    webhookToken: variables.NOTION_WEBHOOK_TOKEN ?? null,
    requestsPerSecond: variables.NOTION_REQUESTS_PER_SECOND ?? 3,
    clock,
  }
  const missing = (...names: (keyof ProviderVariables)[]) => names.filter((name) => !variables[name])
  return {
    gmail: entry(
      gmail(
        {
          ...google,
          publicUrl: variables.PUBLIC_URL,
          webUrl: variables.GMAIL_WEB_URL,
          unitsPerSecond: variables.GMAIL_UNITS_PER_SECOND,
        },
        gmailPushConfig(variables),
      ),
      missing('GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'),
    ),
    google_calendar: entry(
      googleCalendar({ ...google, publicUrl: variables.PUBLIC_URL }),
      missing('GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'),
    ),
    imap: entry(imap({ privateAddresses, clock, publicUrl: variables.PUBLIC_URL }), []),
    slack: entry(
      slack(slackConfig(variables, clock)),
      missing('SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'),
    ),
    telegram: entry(telegram(telegramConfig(variables, clock)), []),
    notion: entry(notion(notionConfig), missing('NOTION_CLIENT_ID', 'NOTION_CLIENT_SECRET')),
  }
}

const slackConfig = (variables: ProviderVariables, clock: Clock): SlackConfig => ({
  app: defaultApp,
  clientId: variables.SLACK_CLIENT_ID ?? '',
  clientSecret: variables.SLACK_CLIENT_SECRET ?? '',
  signingSecret: variables.SLACK_SIGNING_SECRET ?? '',
  apiUrl: variables.SLACK_API_URL ?? 'https://slack.com/api/',
  clock,
})

const telegramConfig = (variables: ProviderVariables, clock: Clock) => ({
  apiUrl: variables.TELEGRAM_API_URL ?? telegramApiUrl,
  publicUrl: variables.PUBLIC_URL,
  clock,
})

/** Null: the operator has set up no Pub/Sub. */
function gmailPushConfig(variables: ProviderVariables): GmailPushConfig | null {
  const { GMAIL_PUSH_TOPIC: topic, GMAIL_PUSH_SERVICE_ACCOUNT: serviceAccount } = variables
  if (!topic || !serviceAccount) return null
  const audience = variables.GMAIL_PUSH_AUDIENCE ?? new URL('/api/webhooks/gmail', variables.PUBLIC_URL).href
  return { topic, serviceAccount, audience, issuer: variables.GOOGLE_OAUTH_URL }
}

function entry(provider: Provider, missing: string[]) {
  const { name, summary, ownership, words, settings } = provider
  const isUsable = missing.length === 0 || provider.ownApps !== undefined
  return { name, summary, ownership, words, settings, provider: isUsable ? provider : null, missing }
}
