import type { Json, Provider, WebhookCall, WriteBackAction } from '@switchboard/core/ports'

/** What goes wrong at the stand-in, for its next request. */
export type ProviderFault = { status?: number; retryAfter?: string; delayMs?: number; body?: string }

/** A provider with items beside its service or a stand-in, and what a test does on the service's side. */
export type ItemWorld = {
  provider: Provider
  /** Makes a new item there; answers its id. */
  deliver(): Promise<string>
  remove(externalId: string): Promise<void>
  /** What a write-back changes, where the service takes changes. */
  stateOf?(externalId: string): Record<string, Json> | Promise<Record<string, Json>>
  /** Changes what an item says, where items change. */
  change?(externalId: string): Promise<void>
  /** The service forgets what happened so far. */
  expireCursor(): Promise<void>
}

/** One that is connected by OAuth and spoken to over HTTP. */
export type ProviderWorld = ItemWorld & {
  redirectUri: string
  /** The person agrees to what the address asks for, or refuses; answers the address they come back to. */
  consent(url: URL, decision?: 'allow' | 'deny'): Promise<URL>
  /** A token without the scope to read, and one that may read and not change. */
  weakTokens(): Promise<{ none: string; readOnly: string }>
  /** For the next requests to the API, or to the authorisation server. */
  fault(where: 'api' | 'oauth', fault: ProviderFault): void
  clearFaults(): void
  rotateRefreshTokens(on: boolean): void
}

/** One that is connected by a form. */
export type FormWorld = ItemWorld & FilledIn

export type FilledIn = Pick<ItemWorld, 'provider'> & {
  /** What a person fills in, and the field of the secret among it. */
  values: Record<string, unknown>
  secretField: string
}

/** One without a history: what it has tells of itself, by `WebhookReceiver` and `readNews`, and a sync looks whether it can. */
export type ToldWorld = FilledIn & {
  /** What `WebhookReceiver.read` makes of a message that asks for something, and of the same one after it was changed. */
  tell(): Promise<{ first: Json; changed: Json }>
  /** For the next requests to the API. */
  fault(fault: ProviderFault): void
  clearFaults(): void
}

/** One that promises to tell of what changes. */
export type PushWorld = {
  provider: Provider
  /** A token of a person who has agreed. */
  accessToken(): Promise<string>
  /** What stands at the service, by what tells it apart there. */
  standing(): string[]
  /** For the next requests to the API. */
  fault(fault: ProviderFault): void
  clearFaults(): void
}

/** A call of the service, as it comes to the receiver. */
export type SentCall = Pick<WebhookCall, 'rest' | 'body'> & { headers: Record<string, string> }

/** One that takes in what the service sends. */
export type WebhookWorld = {
  provider: Provider
  /** The service tells of something new; each time of something else. */
  send(): Promise<SentCall>
  /** The header that proves who sends. */
  proof: string
  /** How it is asked beyond the call: with what is known of connections, at what time. */
  surroundings: Pick<WebhookCall, 'now' | 'credentialOf' | 'secretsOf'>
}

/** What a provider does beyond reading; said beforehand, since a world stands only when tests run. */
export type ProviderTraits = {
  /** Takes changes, by the `ItemWriter` of its source: each of its effects, and what one leaves of a new item's state. */
  writes: { action: WriteBackAction; leaves: Record<string, Json> }[]
  /** What bounds a resync: the time since when it lost track, or what lies ahead of now. */
  resync: 'since' | 'ahead'
  /** Items change after they were fetched, and end: `revision` and `over`. */
  changes: boolean
  /** Its authorisation server knows neither PKCE nor scopes nor expiry, and gives a new refresh token each time. */
  plainOAuth?: boolean
  /** Its cursors are never forgotten. */
  lastingCursors?: boolean
}
