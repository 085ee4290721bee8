import { isSwitchboardError } from '../errors'

/** Encrypts the secrets of a row; a ciphertext opens only for the row it was made for. */
export type TokenCipher = {
  /** Of the key that encrypts, and of all that decrypt. */
  readonly currentKeyId: string
  readonly keyIds: readonly string[]
  /** `boundTo` is the row's identity, for example `connection:<team id>:<connection id>`. */
  seal(plaintext: string, boundTo: string): Promise<string>
  /**
   * Throws secret_unreadable for a moved, changed or truncated ciphertext and for a wrong key; key_missing, which may pass, for one that
   * this process was not given.
   */
  open(ciphertext: string, boundTo: string): Promise<string>
  /**
   * Secrets that follow from a purpose and a key each, the current key's first: for others to repeat to us, so that nothing has to be
   * stored to know them again. Of one nothing can be said about another, nor about a key.
   */
  secretsFor(purpose: string): string[]
  /** Which key made it, known or not; null for what is no ciphertext. */
  keyIdOf(ciphertext: string): string | null
}

/** Whether a secret was not opened, for good or until its key is there: for what can do without it. */
export const isUnopened = (error: unknown) => isSwitchboardError(error, 'secret_unreadable', 'key_missing')
