import type { Json } from './json'

/** Takes in what the provider sends by itself. Of the outside it knows the call and the keys that the vendor publishes. */
export type WebhookReceiver = {
  /** The first part of its paths below `/api/webhooks/`. */
  path: string
  /**
   * Who sends, and only then what. Throws unauthorized (not the provider, or too old), invalid_input (not in the provider's
   * form), not_found (no such path), unavailable (the vendor's keys cannot be had).
   */
  verify(call: WebhookCall): Promise<VerifiedCall>
  /**
   * Whatever comes to an account is told of when it is received, by a subscription that people make at the service and that nobody is asked
   * to renew: what sync after sync finds untold says that it has ended.
   */
  tellsOfEach?: true
  /** What was sent, as people read it, where its bytes say it in another form. Throws invalid_response for what cannot be decoded. */
  decode?(body: Uint8Array): string
  /** What the person who runs the installation does with the secret of a handshake, in sentences that follow it. */
  afterHandshake?: string
  /** What a stored event tells. Throws invalid_response for one that cannot be understood. */
  read(event: StoredEvent): InboundSignal[]
}

export type WebhookCall = {
  /** What follows the receiver's own path, in its parts. */
  rest: string[]
  headers: Headers
  /** The bytes as they were sent. */
  body: Uint8Array
  now: Date
  /** What is kept of a connection of this provider, for services that give each a secret of its own; null: there is none. */
  credentialOf(connectionId: string): Promise<WebhookCredential | null>
  /** The secrets that `PushSource.watch` may have got for a connection, known or not; several while the installation's keys are replaced. */
  secretsOf(connectionId: string): string[]
  /** The keys of an app of this provider that a team has registered; null: there is none, or it has no keys yet. */
  appKeysOf(appId: string): Promise<unknown>
}

export type WebhookCredential = {
  /** What the provider's own `oauth` or `form` has given. */
  accessToken: string
  /** False: it is paused or has to be mended, and nothing is taken in for it. */
  isWorking: boolean
}

export type VerifiedCall =
  | { kind: 'event'; event: ReceivedEvent }
  /** Nothing to be kept: the provider only wants this answer. */
  | { kind: 'answer'; contentType: string; body: string }
  /**
   * The service says by which secret it is going to sign, and proves nothing by that: whoever calls could. The secret is kept for the
   * person who runs the installation, who takes it to where it is confirmed.
   */
  | { kind: 'handshake'; secret: string }

/** An event as it is stored. What a header or the body holds of secrets is left out. */
export type ReceivedEvent = {
  /** The outside account that it is about, as the provider names it. */
  account: string
  /** The provider's id for it, the same in every repeat. */
  eventId: string
  /** Events with the same key are processed one after another; null: in any order. */
  orderKey: string | null
  body: Uint8Array
  headers: Record<string, string>
  /** What lets its bearer act for a short time, such as an address to answer at: kept encrypted, and only until it is worked on. */
  secret?: string
}

export type StoredEvent = Pick<ReceivedEvent, 'account' | 'body'> & { headers: unknown; secret?: string }

/** What a stored event says to the connections of an account. */
export type InboundSignal =
  /** Something has changed at the account of this name: its source is read. */
  | { kind: 'changed'; accountName: string }
  /** The same of the account with this id. */
  | { kind: 'changed'; accountId: string; lost?: LostEvents }
  /** The same, told to one connection alone. */
  | { kind: 'changed'; connectionId: string }
  /** This has happened to items of the account: its source takes it in by `readNews`, and nothing else is read. */
  | { kind: 'items'; accountId: string; news: Json }
  /** The account may have withdrawn our access: its health is checked. */
  | { kind: 'ended'; accountId: string }
  /** Somebody has pressed an action of a message of ours, or filled in a form that it opened. `reply`: what `MessageChannel.answer` needs. */
  | { kind: 'pressed'; accountId: string; by: Presser; id: string; values: Record<string, string> | null; reply: Json }
  /** Somebody has said a code of ours to make themselves known. */
  | { kind: 'introduced'; accountId: string; by: Presser; code: string; reply: Json }
  /** Somebody has said something to us, or where we may take part. Who they are decides whether an agent answers. */
  | { kind: 'said'; accountId: string; by: Presser; said: OutsideSaying; reply: Json }

/** It has dropped what it had to tell: what a source looks at from time to time is looked at at once (`ChangeRequest.lostAt`). */
type LostEvents = true

/** Something said at a service. */
export type OutsideSaying = {
  /** The service's own id of the message: the same that an item made of it has. */
  key: string
  /** Markdown. */
  text: string
  at: Date
  /** To us alone. */
  isDirect: boolean
  /** False: in a thread, where it concerns us only when an agent talks there. */
  isToUs: boolean
  /** Where it is answered, and below what: as `SendRequest` has them. */
  address: string
  thread: Json
  /** The thread it stands in, and what it answers there, as `MessageChannel.threadKeys` names them. None: it begins one. */
  threadKeys: string[]
  attachments: { name: string; type: string; bytes: number | null }[]
}

/** Somebody at the service, as it names them. */
export type Presser = { address: string; name: string }
