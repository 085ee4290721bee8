import type { Access } from './access'
import type { Json } from './json'

/** Has the provider tell us what changes, until its promise expires. Throws as ItemSource does. */
export type PushSource = {
  /**
   * Whom a promise is for. `account`: there is one, whoever asks for it, and ending it ends it for every connection of the account.
   * `connection`: each asks for its own, and one that is renewed stands beside the one before until that is stopped.
   */
  reach: 'account' | 'connection'
  /** Whatever comes is told of when it is received: what a sync finds untold says that the promise is dead. */
  tellsOfEach?: true
  /** Begins it, or renews it before it expires. `secret` is the connection's own, for services that repeat to us what they were told. */
  watch(access: Access, secret: string): Promise<{ expiresAt: Date; data: Json }>
  /** Ends the promise for which `watch` gave `data`; one that is gone already is not an error. Absent: it ends with the grant or the form. */
  stop?(access: Access, data: Json): Promise<void>
}
