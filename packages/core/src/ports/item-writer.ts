import type { Access } from './access'
import type { Json } from './json'

/** Changes items at the service. */
export type ItemWriter = {
  /** What it can do when a task is finished, in the order in which it is done. */
  effects: SideEffect[]
  /** Reads what `apply` would change, so that it can be taken back. */
  inverseOf(access: Access, action: WriteBackAction, externalId: string): Promise<Json>
  /** Makes the change. Making it twice leaves the same result. */
  apply(access: Access, action: WriteBackAction, externalId: string): Promise<void>
  /**
   * Plays an inverse that `inverseOf` gave. Playing it twice leaves the same result. Where somebody else has changed the item since, it
   * may stay so: then it answers what is told in place of `undone`.
   */
  revert(access: Access, action: WriteBackAction, externalId: string, inverse: Json): Promise<string | void>
}

/** One of the provider's own. */
export type WriteBackAction = string

export type SideEffect = {
  action: WriteBackAction
  /** The setting that holds its policy: one of `policySetting`. */
  setting: string
  /** Scopes of which any one lets it be made: without them it is not offered. Absent: whoever may read may make it. */
  needs?: string[]
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
