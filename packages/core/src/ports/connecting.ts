import type { z } from 'zod'

/** OAuth 2.0 authorisation code flow (RFC 6749, PKCE S256 by RFC 7636, issuer check by RFC 9207). */
export type OAuthCapability = {
  /**
   * Who grants, when several providers share what an account has granted: they know the account by the same id, and revoking the grant
   * of one ends those of all. Absent: the provider has grants of its own.
   */
  grantor?: string
  /** Scopes that the settings need; the first sync works only with those where `required` is true. */
  scopes(settings: unknown): ScopeNeed[]
  authorizeUrl(request: {
    redirectUri: string
    state: string
    codeChallenge: string
    scopes: string[]
    /** Preselects the account when an existing connection is mended. */
    loginHint?: string
  }): Promise<URL>
  /** Exchanges the callback's parameters for tokens. Throws consent_denied, state_invalid, unavailable, timeout, invalid_response. */
  exchange(request: {
    callbackUrl: URL
    redirectUri: string
    state: string
    codeVerifier: string
    signal: AbortSignal
  }): Promise<{ tokens: Tokens; account: ProviderAccount }>
  /** Throws grant_revoked when the provider no longer accepts the refresh token. An omitted new refresh token is null. */
  refresh(refreshToken: string, signal: AbortSignal): Promise<Tokens>
  /** Ends the grant. A grant that is already gone is not an error. */
  revoke(tokens: Tokens, signal: AbortSignal): Promise<void>
}

/** The secrets of one connection, as stored encrypted. */
export type Tokens = {
  accessToken: string
  refreshToken: string | null
  /** Null: does not expire. */
  expiresAt: Date | null
  scopes: string[]
}

/** The account that granted access. */
export type ProviderAccount = { id: string; name: string }

export type ScopeNeed = {
  /** Any one of these grants it. The first is the one asked for. */
  anyOf: [string, ...string[]]
  required: boolean
  /** What it is for, in people's words: 'archive mail when a task is done'. */
  purpose: string
}

/** Connecting by what people fill in on our own page, such as a mail server and an app password, or a bot's token. */
export type FormCapability = {
  /** Made by the kinds in connections/setting-kinds.ts, as settings are. */
  fields: z.ZodObject
  /** What is asked for and where people get it; stands above the fields. */
  guide: string
  /** Values for the accounts of well-known services, chosen by the domain of the address in the field `by`. */
  presets?: { by: string; list: FormPreset[] }
  /**
   * Tries what was filled in, which `fields` has made. The access token is whatever the adapter needs later. Throws invalid_input,
   * timeout, unavailable, rate_limited, each with the field named at which people mend it.
   */
  connect(values: unknown, signal: AbortSignal): Promise<{ tokens: Tokens; account: ProviderAccount }>
  /** What was filled in without its secrets, so that mending begins with it. */
  shownValues(accessToken: string): Record<string, unknown>
  /** Ends what connecting has set up at the service. What is gone already is not an error. Absent: nothing was. */
  disconnect?(tokens: Tokens, signal: AbortSignal): Promise<void>
}

export type FormPreset = {
  /** As people call the service: 'iCloud'. */
  name: string
  domains: string[]
  values: Record<string, string | number>
  /** What has to be done there before. */
  note: string
  /** Where that is done or explained. */
  url: string | null
}

/** Apps that teams register at the service themselves, beside the operator's. Each grants, and is told of events, by itself. */
export type OwnAppCapability = {
  /** What the service gives out for a registered app. Made by the kinds in connections/setting-kinds.ts, as settings are. */
  keys: z.ZodObject
  /** What is done where, in the order in which people do it. */
  guide: string
  /** Where an app is registered. */
  registerUrl: string
  /** What the service wants to know of an app, which is all there is before it has keys. */
  setUp(app: { id: string; name: string; publicUrl: URL; redirectUri: string }): AppSetUp
  /** Tries the keys. Throws invalid_input with the field named at which people mend it, unavailable, timeout, rate_limited. */
  check(keys: unknown, signal: AbortSignal): Promise<void>
  /** What the service knows the app by: as long as accounts are connected by it, it stays the same. */
  identityOf(keys: unknown): { field: string; value: string }
  /** Accounts that it connects are other ones than the same that another app does. */
  oauth(app: { id: string; keys: unknown }): OAuthCapability
}

export type AppSetUp = {
  addresses: { label: string; url: string }[]
  /** All of it in the form that the service takes at once, to be pasted there. */
  manifest: string
}
