import type { z } from 'zod'
import type { ItemSnapshot } from './items'
import type { ProviderId } from './provider-ids'

/** What the domain needs from outside. Adapters get credentials, base URLs and `fetch`; they know neither database nor environment. */

export type { ProviderId }

/** Anything that JSON can carry; a cursor or an inverse is the provider's own shape and opaque to core. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

// ---------------------------------------------------------------- provider

/** A service we can connect to. A missing capability means 'not supported'. */
export type Provider = {
  id: ProviderId
  /** As people call it: 'Gmail'. */
  name: string
  /** Personal: belongs to the member who connected it. Shared: the team's, managed by admins. */
  ownership: 'personal' | 'shared'
  /** One sentence for the connect card. */
  summary: string
  words: ProviderWords
  /** Of what kind its items are. */
  itemKind: ItemSnapshot['kind']
  /**
   * Typed settings with their defaults; the dashboard's form is made of what they say of themselves. Made by the kinds in
   * connections/setting-kinds.ts; those of `commonSettingsSchema` are among them.
   */
  settings: z.ZodObject
  oauth?: OAuthCapability
  form?: FormCapability
  ownApps?: OwnAppCapability
  source?: ItemSource
  push?: PushSource
  /** Why it cannot tell of changes on this installation though it could elsewhere, in one sentence for people. Absent: it can, or never does. */
  pushObstacle?: string
  webhook?: WebhookReceiver
}

/** How sentences of the product speak of a provider. */
export type ProviderWords = {
  /** What one item is called: 'mail'. */
  item: string
  /** Whose servers answer: 'Google'. */
  service: string
  /** What the provider will ask for, why, and in which words, before people are there. */
  consent?: string
  /** What a range of time lacks that `ChangeBatch.notCovered` names, and why; after 'Between … and … not everything was looked at.' */
  notCovered?: string
  /** What the first sync has read, after 'Read': 'what is unread'. */
  firstRead?: string
  /** What asks for news by hand, where everything comes by itself and a sync only looks whether it can: 'Check now'. */
  syncNow?: string
  /** What it tells of by itself, after 'Google tells of': 'each change of the calendar'. Absent: each new item. */
  told?: string
  /** What finishing a task does there, after 'finishing it': 'marks the mail read and archives it'. */
  whenDone?: string
}

/** A range of time. */
export type TimeSpan = { from: Date; to: Date }

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

/** One authorised account in use. */
export type Access = {
  /** What a provider remembers for a while is kept under it. */
  connectionId: string
  /** The team's own app that the account has granted access to. Absent: the operator's. */
  appId?: string
  /** What the provider's own `oauth` or `form` has given. */
  accessToken: string
  settings: unknown
  signal: AbortSignal
  /** Of each single request to the provider, in milliseconds. */
  timeoutMs: number
}

/**
 * Reads items, and writes back to them where the service takes changes. Throws unauthorized, grant_revoked, scope_missing, rate_limited,
 * unavailable, timeout, invalid_response.
 */
export type ItemSource = ItemReader & Partial<ItemWriter>

export type ItemReader = {
  /**
   * Fetches the next batch of what changed. `cursor` null starts from the beginning (what the settings ask for). Throws
   * `cursor_expired` when the provider has forgotten the cursor's position.
   */
  fetchChanges(access: Access, request: ChangeRequest): Promise<ChangeBatch>
  /**
   * What an event tells of items, of which the same may be told several times and not in the order in which it happened: an item's
   * later revisions sort behind earlier ones. Needed by who answers `items` from `WebhookReceiver.read`.
   */
  readNews?(access: Access, news: Json): Promise<ItemNews>
  /** Where people look through what came in a range of time themselves. */
  addressOf?(span: TimeSpan): string
  /** Loads what fetching needs, asks the service nothing: the first batch of a process need not wait for it. */
  warmUp?(): Promise<void>
  /**
   * For a service that tells news only to who stays with it: calls `onNews` for each, until `access.signal` aborts. Throws when the
   * conversation ends by itself.
   */
  listen?(access: Access, onNews: () => void): Promise<void>
  /** Whether the account answers, and whose it is; null when nothing that may be read tells. Used by health checks. */
  checkHealth(access: Access): Promise<ProviderAccount | null>
  /** Settings that only the service can judge. */
  checkedSettings?: {
    fields: string[]
    /** Asked before one of them is saved, with the new settings in `access`; answers them as they are stored. Throws invalid_input with the field named. */
    check(access: Access): Promise<Record<string, unknown>>
  }
}

/** Changes items at the service. */
export type ItemWriter = {
  /** What it can do when a task is finished, in the order in which it is done. */
  effects: SideEffect[]
  /** Reads what `apply` would change, so that it can be taken back. */
  inverseOf(access: Access, action: WriteBackAction, externalId: string): Promise<Json>
  /** Makes the change. Making it twice leaves the same result. */
  apply(access: Access, action: WriteBackAction, externalId: string): Promise<void>
  /** Plays an inverse that `inverseOf` gave. Playing it twice leaves the same result. */
  revert(access: Access, action: WriteBackAction, externalId: string, inverse: Json): Promise<void>
}

/** One of the provider's own. */
export type WriteBackAction = string

export type SideEffect = {
  action: WriteBackAction
  /** The setting that holds its policy: one of `policySetting`. */
  setting: string
  words: SideEffectWords
  /** Where there may be nothing to change: whether an inverse says so, and what is told in place of `done` and `undone`. */
  nothing?: { holds(inverse: Json): boolean; told: string }
}

/** How pages speak of a side effect as it goes its way. */
export type SideEffectWords = {
  /** 'Archive the mail' */
  doing: string
  /** The same after another one: 'archive it' */
  also: string
  /** 'Will archive' */
  will: string
  /** 'Archived' */
  done: string
  /** 'Back in the inbox' */
  undone: string
  /** 'Not archived' */
  failed: string
  /** When taking it back has failed: 'Still archived' */
  stays: string
}

export type ChangeRequest = {
  cursor: Json
  /** Items in a batch at most. */
  limit: number
  /** With cursor null: nothing received before this instant is fetched (bounded resync). */
  since: Date | null
}

/** Items that are new or have changed, and those that are over. */
export type ItemNews = { items: ItemSnapshot[]; over: { externalId: string; reason: string }[] }

export type ChangeBatch = {
  items: ItemSnapshot[]
  /**
   * Items that no longer want anything of anybody, those that were never fetched among them, and why, in one sentence for people.
   * Suggestions of theirs that wait close with it. Absent: none.
   */
  over?: { externalId: string; reason: string }[]
  /** Parts of what exists that the batch tells whole: earlier items of such a part that it does not name are gone. Absent: none. */
  whole?: WholePart[]
  /** Items that exist but could not be read; recorded, never skipped silently. */
  unreadable: { externalId: string; reason: string }[]
  /** Set by the first batch of a resync that cannot bring everything that a sync without a break would have brought. */
  notCovered: TimeSpan | null
  /** Where the next call goes on. May be stored once this batch is settled. */
  cursor: Json
  /** More can be fetched at once. */
  more: boolean
  /** The provider's estimate of all items of this run; null when unknown. */
  expected: number | null
  apiCalls: number
  quotaUnits: number
}

/** All that there is of some items, so that those that vanished can be told from it. */
export type WholePart = {
  /** How the ids of its items begin. */
  idsBegin: string
  /** Answers in this thread; null: what is no answer in any. */
  threadId: string | null
  /** When they were received; what was received at these instants themselves is left out. */
  after: Date
  before: Date
  /** Of those that exist. */
  externalIds: string[]
  /** Why the others are over, in one sentence for people. */
  reason: string
}

/** Has the provider tell us what changes, until its promise expires. Throws as ItemSource does. */
export type PushSource = {
  /**
   * Whom a promise is for. `account`: there is one, whoever asks for it, and ending it ends it for every connection of the account.
   * `connection`: each asks for its own, and one that is renewed stands beside the one before until that is stopped.
   */
  reach: 'account' | 'connection'
  /** Begins it, or renews it before it expires. `secret` is the connection's own, for services that repeat to us what they were told. */
  watch(access: Access, secret: string): Promise<{ expiresAt: Date; data: Json }>
  /** Ends the promise for which `watch` gave `data`; one that is gone already is not an error. Absent: it ends with the grant or the form. */
  stop?(access: Access, data: Json): Promise<void>
}

/** Takes in what the provider sends by itself. Of the outside it knows the call and the keys that the vendor publishes. */
export type WebhookReceiver = {
  /** The first part of its paths below `/api/webhooks/`. */
  path: string
  /**
   * Who sends, and only then what. Throws unauthorized (not the provider, or too old), invalid_input (not in the provider's
   * form), not_found (no such path), unavailable (the vendor's keys cannot be had).
   */
  verify(call: WebhookCall): Promise<VerifiedCall>
  /** What was sent, as people read it, where its bytes say it in another form. Throws invalid_response for what cannot be decoded. */
  decode?(body: Uint8Array): string
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
}

export type StoredEvent = Pick<ReceivedEvent, 'account' | 'body'> & { headers: unknown }

/** What a stored event says to the connections of an account. */
export type InboundSignal =
  /** Something has changed at the account of this name: its source is read. */
  | { kind: 'changed'; accountName: string }
  /** The same, told to one connection alone. */
  | { kind: 'changed'; connectionId: string }
  /** This has happened to items of the account: its source takes it in by `readNews`, and nothing else is read. */
  | { kind: 'items'; accountId: string; news: Json }
  /** The account may have withdrawn our access: its health is checked. */
  | { kind: 'ended'; accountId: string }

// ---------------------------------------------------------------- generator's model

export type TaskModel = {
  /** Recorded with each suggestion, for example `offline-1` or `gpt-4.1-mini`. */
  name: string
  /** Shown to people: 'Offline generator' or the model's name. */
  label: string
  /** Runs on this machine without cost; a budget does not apply. */
  offline: boolean
  /** Throws rate_limited, unavailable, timeout, unauthorized, not_configured. */
  propose(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>
}

export type ModelRequest = {
  item: ItemSnapshot
  /** IANA zone of the person who will decide. */
  timeZone: string
  /** The addresses and names of that person, to tell 'you' from others. */
  person: { name: string | null; addresses: string[] }
  /** Set for the one repair: the answer that failed and what is wrong with it. */
  repair: { answer: string; problem: string } | null
}

/** `answer` is validated by core against `proposalSchema`; the adapter does not judge it. */
export type ModelAnswer = {
  answer: unknown
  /** The model did not want to judge the item; it costs all the same. */
  refused?: boolean
  usage: { inputTokens: number; outputTokens: number; costMicros: number }
}

// ---------------------------------------------------------------- surroundings

/** Time is an argument. */
export type Clock = {
  now(): Date
  /** Waits `ms` milliseconds; rejects when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The installation's own mail server. */
export type Mailer = {
  /** Throws unavailable, timeout, invalid_input (an address that the server refuses for good). */
  send(mail: { to: string; subject: string; text: string; html?: string }): Promise<void>
}

/** The subset of pino's logger that the domain uses. */
export type Logger = {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}
