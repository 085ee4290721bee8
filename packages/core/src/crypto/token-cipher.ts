/** Encrypts the secrets of a row; a ciphertext opens only for the row it was made for. */
export type TokenCipher = {
  /** Of the key that encrypts, and of all that decrypt. */
  readonly currentKeyId: string
  readonly keyIds: readonly string[]
  /** `boundTo` is the row's identity, for example `connection:<team id>:<connection id>`. */
  seal(plaintext: string, boundTo: string): Promise<string>
  /** Throws secret_unreadable for a moved, changed or truncated ciphertext and for a wrong or unknown key. */
  open(ciphertext: string, boundTo: string): Promise<string>
  /** Which key made it, known or not; null for what is no ciphertext. */
  keyIdOf(ciphertext: string): string | null
}
