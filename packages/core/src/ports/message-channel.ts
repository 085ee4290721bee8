import type { Access } from './access'
import type { SwitchboardError } from '../errors'
import type { Json } from './json'

/** The ways to reach a person. `web` is no provider's: core reaches open pages through the gateway. */
export type ChannelKind = 'web' | 'slack' | 'email' | 'telegram'

/**
 * Reaches people by a provider's account. Throws unauthorized, grant_revoked, scope_missing, rate_limited, unavailable, timeout,
 * invalid_response, and `gone` for an address at which nobody is reached, whoever sends.
 */
export type MessageChannel = {
  kind: Exclude<ChannelKind, 'web'>
  limits: ChannelLimits
  /**
   * Whether the connection's settings, and the scopes that were granted, let it be used, and how often: tokens are shared by all processes.
   */
  allowance(settings: unknown, grantedScopes: string[]): SendAllowance
  /** How often one conversation takes a message, whatever the account may send; null: as often as the account does. Absent: all do. */
  chatAllowance?(address: string): TokenRate | null
  /** Where a room of several people is that the settings of the connection name; null: none. Absent: it reaches people alone. */
  roomOf?(settings: unknown): string | null
  /** The message as it is sent there, in as many parts as the limits ask for. Pure. */
  format(message: ChannelMessage): Json[]
  /**
   * Sends a message. `unavailable` and `timeout` leave open whether it arrived, unless `facts.sent` is `no`. What `facts.concerns` says is not
   * the service's fault but the `address`'s, or the `account`'s and not this message's. `onPartial` is told when only the first parts arrived.
   */
  send(access: Access, request: SendRequest, onPartial?: OnPartial): Promise<Json>
  /** The same for one that waits for an answer: with what people answer by there. */
  askFeedback(access: Access, request: SendRequest, onPartial?: OnPartial): Promise<Json>
  /**
   * Whether mail to the address of this account with `+` and a tag before its `@` comes to the account, as far as is known. Absent: what is
   * answered by mail is not read here.
   */
  takesTags?(accountName: string): boolean
  /** Of the installation's mail server: the address that it sends from. */
  ownAddress?: string
  /** By which names `OutsideSaying.threadKeys` knows a message that was sent, or its thread. Absent: nobody answers below it. */
  threadKeys?(place: Json): string[]
  /** Puts other words in the place of what was sent, with what is still to be pressed. Absent: what was sent stays. */
  update?(access: Access, place: Json, message: ChannelMessage): Promise<void>
  /**
   * What has become of messages whose answers were lost, by one look at their conversation. One that is left out could not be told this time,
   * and is asked for again. Absent: nobody can ever tell.
   */
  findSent?(access: Access, query: SentQuery): Promise<SentAnswers>
  /** Asks the service whether it would take messages now. */
  checkHealth(access: Access): Promise<void>
  /** Tells whoever has pressed something what came of it, and nobody else. */
  answer?(access: Access, reply: Json, text: string): Promise<void>
  /** Has whoever has pressed something fill in a form. */
  openForm?(access: Access, reply: Json, form: MessageForm): Promise<void>
  /**
   * Asks whoever has pressed something for words, where there are no forms. Returns by which names `OutsideSaying.threadKeys` knows what is
   * written in answer.
   */
  askWords?(access: Access, reply: Json, form: MessageForm): Promise<string[]>
  /** Who of the service has this mail address; null: nobody. */
  findPerson?(access: Access, mailAddress: string): Promise<{ address: string; name: string } | null>
  /** Where a person goes to make themselves known by a code, for a service that may not write to people first. */
  introductionUrl?(accountName: string, code: string): string
}

export type ChannelLimits = {
  /** Characters of a message as people see it, in UTF-16 units. */
  textLength: number
  /** More than one is sent when a message is longer. */
  partsPerMessage: number
}

/** A bucket of tokens: `burst` of them at once, and then so many a minute. */
export type TokenRate = { perMinute: number; burst: number }

/** Null: it may not send. */
export type SendAllowance =
  | (TokenRate & {
      /** Of other calls that services count by themselves, such as Slack by the tiers of its methods. Absent: not counted. */
      updatesPerMinute?: number
      lookUpsPerMinute?: number
    })
  | null

/** What a person is told or asked, before it looks like anything. */
export type ChannelMessage = {
  template: 'message' | 'question' | 'digest' | 'alert' | 'said'
  /** One line of plain text: a mail's subject, what a phone shows. */
  title: string
  /** Markdown. Words of others in it are escaped by who puts them there. */
  body: string
  /** What may be pressed; none when it is decided. */
  actions: MessageAction[]
  /** Where to look at it in Switchboard. */
  link: { label: string; url: string } | null
  /** What became of it, once something has: one line of Markdown. */
  outcome: string | null
  /** Where nothing more of this kind is asked for (RFC 8058). */
  unsubscribeUrl: string | null
  /** How it is answered by mail, as one sentence of plain text: said where answers are read. Absent: it is not. */
  replyHint?: string
}

export type MessageAction = {
  /** Comes back when it is pressed. At most 64 bytes, which is what Telegram carries. */
  id: string
  label: string
  style: 'primary' | 'danger' | 'plain'
  /** Where the same is done in the browser, for channels that know links alone. A visit there decides nothing. */
  url: string
}

export type SendRequest = {
  /** A Slack user's or channel's id, a Telegram chat's, a mail address. */
  address: string
  message: ChannelMessage
  /** Of this attempt: it is sent along where the service can be asked for it. */
  key: string
  /** Where an earlier message of the same thread stands, which this one answers; null: it begins one. */
  thread: Json
  /** The address at which an answer by mail is read; absent: nowhere. */
  replyTo?: string
}

/** What stopped the parts behind those that have arrived, of so many. */
export type PartialSend = { arrived: number; parts: number; error: SwitchboardError }
export type OnPartial = (partial: PartialSend) => void

/** Messages to one address, and in one thread, that may have been sent; `since` is when the first of them was begun. */
export type SentQuery = Pick<SendRequest, 'address' | 'thread'> & { keys: string[]; since: Date }

/** By their keys: where each stands, that it never arrived, or that nobody will ever be able to tell. */
export type SentAnswers = Map<string, { place: Json } | 'never_sent' | 'unknowable'>

/** What somebody fills in where they have pressed. */
export type MessageForm = {
  id: string
  title: string
  submit: string
  fields: FormField[]
}

export type FormField = { name: string; label: string; value: string; optional: boolean } & (
  { kind: 'line' | 'text' | 'date' } | { kind: 'choice'; options: { value: string; label: string }[] }
)
