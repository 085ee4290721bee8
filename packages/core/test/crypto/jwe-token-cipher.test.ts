import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { base64url } from 'jose'
import { describe, expect, test } from 'vitest'
import { createTokenCipher } from '../../src/crypto/jwe-token-cipher'
import { isUnopened } from '../../src/crypto/token-cipher'

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const unreadable = { code: 'secret_unreadable' }

describe('the token cipher', () => {
  test('opens what it sealed, for the same row', async () => {
    const cipher = createTokenCipher(key('k1'))
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string({ minLength: 1 }), async (secret, row) => {
        expect(await cipher.open(await cipher.seal(secret, row), row)).toBe(secret)
      }),
    )
  })

  test('a ciphertext moved to another row does not open', async () => {
    const cipher = createTokenCipher(key('k1'))
    await expect(cipher.open(await cipher.seal('secret', 'connection:1'), 'connection:2')).rejects.toMatchObject(
      unreadable,
    )
  })

  test('a ciphertext changed in any part does not open', async () => {
    const cipher = createTokenCipher(key('k1'))
    const sealed = await cipher.seal('a secret of some length', 'row')
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), async (at) => {
        const parts = sealed.split('.')
        const index = sealed.slice(0, at).split('.').length - 1
        const part = parts[index]
        if (!part) return
        const bytes = base64url.decode(part)
        const place = at % bytes.length
        bytes[place] = (bytes[place] ?? 0) ^ 1
        parts[index] = base64url.encode(bytes)
        // One in the header may name another key.
        const opening = cipher.open(parts.join('.'), 'row')
        await expect(opening).rejects.toSatisfy(isUnopened)
      }),
    )
  })

  test('a truncated ciphertext does not open', async () => {
    const cipher = createTokenCipher(key('k1'))
    const sealed = await cipher.seal('secret', 'row')
    for (let length = 0; length < sealed.length; length++) {
      await expect(cipher.open(sealed.slice(0, length), 'row')).rejects.toMatchObject(unreadable)
    }
  })

  test('wrong keys do not open; a key that is not here is missed', async () => {
    const sealed = await createTokenCipher(key('k1')).seal('secret', 'row')
    await expect(createTokenCipher(key('k1')).open(sealed, 'row')).rejects.toMatchObject(unreadable)
    const missed = { code: 'key_missing', retryable: true }
    await expect(createTokenCipher(key('k2')).open(sealed, 'row')).rejects.toMatchObject(missed)
  })

  test('the first key encrypts, all decrypt', async () => {
    const [old, fresh] = [key('old'), key('fresh')]
    const sealed = await createTokenCipher(old).seal('secret', 'row')
    const rotated = createTokenCipher(`${fresh},${old}`)
    expect(await rotated.open(sealed, 'row')).toBe('secret')
    expect(rotated).toMatchObject({ currentKeyId: 'fresh', keyIds: ['fresh', 'old'] })
    expect(rotated.keyIdOf(sealed)).toBe('old')
    expect(rotated.keyIdOf('no ciphertext')).toBeNull()
    expect(rotated.keyIdOf(await rotated.seal('secret', 'row'))).toBe('fresh')
  })

  test('secrets follow from a purpose and a key, and outlive a rotation', () => {
    const [old, fresh] = [key('old'), key('fresh')]
    const [before] = createTokenCipher(old).secretsFor('one')
    expect(before).toMatch(/^[\w-]{43}$/)
    expect(createTokenCipher(old).secretsFor('one')).toEqual([before])
    const rotated = createTokenCipher(`${fresh},${old}`).secretsFor('one')
    expect(rotated).toEqual([expect.not.stringContaining(before ?? ''), before])
    expect(createTokenCipher(old).secretsFor('two')).not.toEqual([before])
    expect(Buffer.from(before ?? '', 'base64url')).not.toEqual(Buffer.from(old.slice(4), 'base64'))
  })

  test('keys that are short, unnamed or repeated are refused', () => {
    for (const keys of [
      '',
      'k1',
      'k1:c2hvcnQ=',
      `:${randomBytes(32).toString('base64')}`,
      `${key('k1')},${key('k1')}`,
    ]) {
      expect(() => createTokenCipher(keys)).toThrow(/ENCRYPTION_KEYS/)
    }
  })

  test('the error carries no ciphertext', async () => {
    const cipher = createTokenCipher(key('k1'))
    const sealed = await cipher.seal('secret', 'row')
    const error: unknown = await cipher.open(sealed, 'other').catch((thrown: unknown) => thrown)
    expect(JSON.stringify([error, String(error)])).not.toContain(sealed.slice(0, 20))
  })
})
