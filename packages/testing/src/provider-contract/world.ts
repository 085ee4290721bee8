import type { WriteBackAction } from '@switchboard/core/ports/item-writer'
import type { Json } from '@switchboard/core/ports/json'
import type { Provider } from '@switchboard/core/ports/provider'
import type { WebhookCall } from '@switchboard/core/ports/webhook'

/** What goes wrong at the stand-in, for its next request. */
export type ProviderFault = { status?: number; retryAfter?: string; delayMs?: number; body?: string }

/** A provider beside its service or a stand-in, and items that a write-back changes there. */
export type EffectWorld = {
  provider: Provider
  /** Makes a new item there; answers its id. */
  deliver(): Promise<string>
  remove(externalId: string): Promise<void>
  /** What a write-back changes, where the service takes changes. */
  stateOf?(externalId: string): Record<string, Json> | Promise<Record<string, Json>>
  /** The service tells nobody what it has, so that what takes a change back is made without asking. */
  cannotBeAsked?: true
}

/** What `WebhookReceiver.read` makes of a message that asks for something, and of the same one after it was changed. */
export type NewsWorld = Pick<ItemWorld, 'provider'> & {
  tell(): Promise<{ first: Json; changed: Json | (() => Promise<Json>) }>
}

/** A provider with items beside its service or a stand-in, and what a test does on the service's side. */
export type ItemWorld = EffectWorld & {
  /** Time passes until the source looks at what it has read before, where it does that seldom. */
  laterOn?(): void
  /** Changes what an item says, where items change. */
  change?(externalId: string): Promise<void>
  /** The service forgets what happened so far. */
  expireCursor(): Promise<void>
  /** The cursor as it is when the service has forgotten the page that it names; the same when it names none. */
  forgetPage?(cursor: Json): Json
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

/** Where something goes wrong on purpose, in the service's own way: in its next answers, or on the line to it. */
export type FaultWorld<Fault> = Pick<ItemWorld, 'provider'> & {
  fault(fault: Fault): void | Promise<void>
  clearFaults(): void | Promise<void>
  /** What no error may show, beside the token. */
  secrets?(): string[]
}

/** One that is connected by a form. */
export type FormWorld<Fault> = ItemWorld & FilledIn & FaultWorld<Fault>

export type FilledIn = Pick<ItemWorld, 'provider'> & {
  /** What a person fills in, and the field of the secret among it. */
  values: Record<string, unknown>
  secretField: string
}

/** One without a history: what it has tells of itself, by `WebhookReceiver` and `readNews`, and a sync looks whether it can. */
export type ToldWorld = FilledIn & NewsWorld & EffectWorld & FaultWorld<ProviderFault>

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
  /** What its authorisation server does otherwise than `fullOAuth` says. */
  oauth?: Partial<OAuthTraits>
  /** Answers come with what they answer, above the limit of a batch; what vanished is told by parts that are told whole. */
  answersToo?: boolean
  /** Its cursors are never forgotten. */
  lastingCursors?: boolean
}

/** How far an authorisation server goes along with the standards. */
export type OAuthTraits = {
  /** RFC 6749 wants `response_type`. */
  responseType: boolean
  /** PKCE, and codes that are used twice end what they gave. */
  pkce: boolean
  /** Access tokens: expire always, never, or where rotation is switched on. Only those of the last have no refresh token otherwise. */
  expiry: 'always' | 'never' | 'with rotation'
  /** A refresh leaves the refresh token as it is, unless rotation is switched on. */
  keepsRefreshToken: boolean
  /** What the use of a token that was revoked is called. */
  revoked: 'unauthorized' | 'grant_revoked'
}

export const fullOAuth: OAuthTraits = {
  responseType: true,
  pkce: true,
  expiry: 'always',
  keepsRefreshToken: true,
  revoked: 'unauthorized',
}
