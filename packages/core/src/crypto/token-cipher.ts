/** Encrypts the secrets of a row; a ciphertext opens only for the row it was made for. */
export type TokenCipher = {
  /** `boundTo` is the row's identity, for example `connection:<team id>:<connection id>`. */
  seal(plaintext: string, boundTo: string): Promise<string>
  /** Throws secret_unreadable for a moved, changed or truncated ciphertext and for a wrong or unknown key. */
  open(ciphertext: string, boundTo: string): Promise<string>
  /** Whether the first key made it; if not, rotation re-encrypts it. */
  isCurrent(ciphertext: string): boolean
}
