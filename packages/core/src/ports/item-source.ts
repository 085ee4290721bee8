import type { SwitchboardError } from '../errors'
import type { ItemSnapshot } from '../items'
import type { Access } from './access'
import type { ProviderAccount } from './connecting'
import type { ItemActs } from './item-acts'
import type { ItemWriter, WriteBackAction } from './item-writer'
import type { Json } from './json'
import type { ArrivedReply } from './mail-reply'

/**
 * Reads items, and writes back to them where the service takes changes. Throws unauthorized, grant_revoked, scope_missing, rate_limited,
 * unavailable, timeout, invalid_response.
 */
export type ItemSource = ItemReader & Partial<ItemWriter> & { acts?: ItemActs }

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
  /**
   * `readNews` asks the service what items say now, and of an event takes no more than which they are: what was asked last holds, and
   * revisions say nothing of order.
   */
  asksForNews?: true
  /**
   * There is no history to read: what an event tells is told by nothing else. Events that a connection has missed while it did not work,
   * because another of the account took them or because it had just failed, are worked on once it works again.
   */
  toldAlone?: true
  /** Where people look through what came in a range of time themselves. */
  addressOf?(span: TimeSpan): string
  /** Loads what fetching needs, asks the service nothing: the first batch of a process need not wait for it. */
  warmUp?(): Promise<void>
  /**
   * For a service that tells news only to who stays with it: calls `onNews` once it hears and then for each, until
   * `access.signal` aborts. Throws when the conversation ends by itself.
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

export type ChangeRequest = {
  cursor: Json
  /** Items in a batch at most. */
  limit: number
  /** With cursor null: nothing received before this instant is fetched (bounded resync). */
  since: Date | null
  /** When the service last said that it has dropped what it had to tell. Absent: never. */
  lostAt?: Date
  /** Items that somebody waits for, the latest of them; for a service that does not tell by itself what they have come to. */
  open?(): Promise<OpenItem[]>
}

export type OpenItem = {
  externalId: string
  /** None where its kind has none. */
  threadId: string | null
  receivedAt: Date
  /** As it was read; none where its kind has none. */
  labels: string[]
}

export type ChangeBatch = {
  items: ItemSnapshot[]
  /**
   * Items that no longer want anything of anybody, those that were never fetched among them, and why, in one sentence for people.
   * Suggestions of theirs that wait close with it. Absent: none.
   */
  over?: OverItem[]
  /** Items that want something again as they were, should it have been said of them that they are over. Absent: none. */
  back?: string[]
  /** Parts of what exists that the batch tells whole: earlier items of such a part that it does not name are gone. Absent: none. */
  whole?: WholePart[]
  /** Mail that may answer ours, whether or not it is asked for: what does is no item. Absent: none. */
  replies?: ArrivedReply[]
  /** Items that exist but could not be read; recorded, never skipped silently. */
  unreadable: { externalId: string; reason: string }[]
  /** Set by the batch with which a resync begins that cannot bring everything that a sync without a break would have brought. */
  notCovered: TimeSpan | null
  /** Where the next call goes on. May be stored once this batch is settled. */
  cursor: Json
  /** More can be fetched at once. */
  more: boolean
  /**
   * The service has asked for a pause while this was read: it is as much as came before, and `cursor` goes on behind it. Nothing more is asked
   * until the pause is over. Absent: it has not.
   */
  pause?: SwitchboardError
  /** What the settings name and the service does not let be read any more, each as people read it. Absent: nothing is known of it. */
  outOfReach?: string[]
  /** The provider's estimate of all items of this run; null when unknown. */
  expected: number | null
  apiCalls: number
  quotaUnits: number
}

export type OverItem = {
  externalId: string
  reason: string
  /** The side effect that leaves an item the same way: where it was made here, nobody has done anything there. */
  action?: WriteBackAction
}

/** Items that are new or have changed, and those that are over. */
export type ItemNews = {
  items: ItemSnapshot[]
  over: { externalId: string; reason: string }[]
  /** As in a batch. */
  back?: string[]
  /** Why the connection wants none of it, in one sentence for people: what the event says is not kept for it. Absent: it does. */
  unwanted?: string
  /** What settings name by these words is called otherwise now. */
  renames?: { field: string; from: string; to: string }[]
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

/** A range of time. */
export type TimeSpan = { from: Date; to: Date }
