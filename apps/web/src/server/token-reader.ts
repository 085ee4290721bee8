import { hkdfSync } from 'node:crypto'
import { jwtDecrypt } from 'jose'

const keyBytes = 32
const clockToleranceSeconds = 15

/**
 * Reads next-auth's session tokens as its own `decode` does, which derives the key anew for each, in another thread; here that is
 * done once. Throws for a token that is not valid or has run out.
 */
export function tokenReader(secret: string) {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'NextAuth.js Generated Encryption Key', keyBytes))
  return async (token: string): Promise<{ sub?: string }> =>
    (await jwtDecrypt(token, key, { clockTolerance: clockToleranceSeconds })).payload
}
