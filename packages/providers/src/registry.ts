import type { ProviderRegistry } from '@switchboard/core/context'
import type { Clock, Provider } from '@switchboard/core/ports'
import { gmail } from './gmail'
import type { GmailPushConfig } from './gmail/push'
import { googleCalendar } from './google-calendar'
import { imap } from './imap'

/** The variables that providers are made from, as packages/config declares them. */
export type ProviderVariables = {
  GOOGLE_CLIENT_ID?: string
  GOOGLE_CLIENT_SECRET?: string
  GOOGLE_OAUTH_URL: string
  GOOGLE_API_URL?: string
  GMAIL_PUSH_TOPIC?: string
  GMAIL_PUSH_SERVICE_ACCOUNT?: string
  GMAIL_PUSH_AUDIENCE?: string
  PUBLIC_URL: string
  PRIVATE_ADDRESSES?: 'allowed' | 'refused'
}

/** Every provider of the product, one line each. */
export function createProviders(variables: ProviderVariables, clock: Pick<Clock, 'now'>): ProviderRegistry {
  const google = {
    clientId: variables.GOOGLE_CLIENT_ID ?? '',
    clientSecret: variables.GOOGLE_CLIENT_SECRET ?? '',
    oauthUrl: variables.GOOGLE_OAUTH_URL,
    apiUrl: variables.GOOGLE_API_URL,
    clock,
  }
  const privateAddresses = variables.PRIVATE_ADDRESSES ?? 'refused'
  const missing = (...names: (keyof ProviderVariables)[]) => names.filter((name) => !variables[name])
  return {
    gmail: entry(gmail(google, gmailPushConfig(variables)), missing('GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET')),
    google_calendar: entry(googleCalendar(google), missing('GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET')),
    imap: entry(imap({ privateAddresses, clock }), []),
  }
}

/** Null: the operator has set up no Pub/Sub. */
function gmailPushConfig(variables: ProviderVariables): GmailPushConfig | null {
  const { GMAIL_PUSH_TOPIC: topic, GMAIL_PUSH_SERVICE_ACCOUNT: serviceAccount } = variables
  if (!topic || !serviceAccount) return null
  const audience = variables.GMAIL_PUSH_AUDIENCE ?? new URL('/api/webhooks/gmail', variables.PUBLIC_URL).href
  return { topic, serviceAccount, audience, issuer: variables.GOOGLE_OAUTH_URL }
}

function entry(provider: Provider, missing: string[]) {
  const { name, summary, ownership, words, settings } = provider
  return { name, summary, ownership, words, settings, provider: missing.length === 0 ? provider : null, missing }
}
