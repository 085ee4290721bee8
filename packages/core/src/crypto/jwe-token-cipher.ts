import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose'
import { SwitchboardError } from '../errors'
import type { TokenCipher } from './token-cipher'

type Key = { id: string; secret: Uint8Array }

/**
 * Compact JWE (RFC 7516) with `dir` and `A256GCM`. The key's id and the row's identity stand in the protected header, which
 * GCM authenticates: a ciphertext that was moved to another row does not open. `keys` is `ENCRYPTION_KEYS`:
 * `id1:base64,id2:base64`, 32 bytes each; the first encrypts, all decrypt. Throws on a malformed or repeated key.
 */
export function createTokenCipher(keys: string): TokenCipher {
  const parsed = keys.split(',').map(parseKey)
  const byId = new Map(parsed.map((key) => [key.id, key]))
  const [current] = parsed
  if (!current || byId.size !== parsed.length) {
    throw new SwitchboardError('not_configured', 'ENCRYPTION_KEYS needs at least one key, each with an id of its own.')
  }

  return {
    currentKeyId: current.id,
    keyIds: [...byId.keys()],

    seal: (plaintext, boundTo) =>
      new CompactEncrypt(new TextEncoder().encode(plaintext))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: current.id, sub: boundTo })
        .encrypt(current.secret),

    async open(ciphertext, boundTo) {
      const keyId = keyIdOf(ciphertext)
      if (keyId !== null && !byId.has(keyId))
        throw new SwitchboardError(
          'key_missing',
          'The key that opens this secret is not on this server. Whoever runs Switchboard has to put it back; then it goes on by itself.',
          { retryable: true },
        )
      try {
        const { plaintext, protectedHeader } = await compactDecrypt(
          ciphertext,
          ({ kid }) => {
            const key = byId.get(kid ?? '')
            if (!key) throw new Error('unknown key')
            return key.secret
          },
          { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
        )
        if (protectedHeader.sub !== boundTo) throw new Error('made for another row')
        return new TextDecoder().decode(plaintext)
      } catch {
        // The cause is left out on purpose: it may quote the ciphertext.
        throw new SwitchboardError(
          'secret_unreadable',
          'A stored secret does not open with its key any more. Connect the account again.',
        )
      }
    },

    // RFC 5869; the label keeps these apart from everything else that a key is used for.
    secretsFor: (purpose) =>
      parsed.map(({ secret }) =>
        Buffer.from(hkdfSync('sha256', secret, '', `switchboard secret for ${purpose}`, 32)).toString('base64url'),
      ),

    keyIdOf,
  }
}

function keyIdOf(ciphertext: string): string | null {
  try {
    return decodeProtectedHeader(ciphertext).kid ?? null
  } catch {
    return null
  }
}

function parseKey(text: string): Key {
  const at = text.indexOf(':')
  const id = text.slice(0, at).trim()
  const secret = Buffer.from(text.slice(at + 1), 'base64')
  if (at < 1 || secret.length !== 32) {
    throw new SwitchboardError('not_configured', `ENCRYPTION_KEYS: the key '${id}' is not 32 bytes in base64.`)
  }
  return { id, secret }
}
