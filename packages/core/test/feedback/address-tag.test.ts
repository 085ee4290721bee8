import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTokenCipher } from '../../src/crypto/jwe-token-cipher'
import {
  addressWithTag,
  createAddressTag,
  sentIdIn,
  tagsIn,
  verifyAddressTag,
} from '../../src/feedback/mail/address-tag'

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const keys = createTokenCipher(key('k1'))
const now = new Date('2026-03-10T08:00:00Z')
const expiresAt = new Date('2026-03-12T08:00:00Z')
const subject = { sentId: randomUUID(), personId: randomUUID(), expiresAt }
const invalid = { kind: 'invalid' }

describe('the tag of a reply address', () => {
  test('names the request it was made for', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (sentId, personId) => {
        const tag = createAddressTag(keys, { sentId, personId, expiresAt })
        expect(verifyAddressTag(keys, tag, personId, now)).toEqual({ kind: 'valid', sentId })
      }),
    )
  })

  test('is good in capitals, and in an address that was lower-cased', () => {
    const tag = createAddressTag(keys, subject)
    const valid = { kind: 'valid', sentId: subject.sentId }
    expect(verifyAddressTag(keys, tag.toUpperCase(), subject.personId, now)).toEqual(valid)
    const address = addressWithTag('Reply@Sb.example', tag).toLowerCase()
    expect(verifyAddressTag(keys, tagsIn(address)[0] ?? '', subject.personId, now)).toEqual(valid)
  })

  test('fits into an address', () => {
    expect(`switchboard+${createAddressTag(keys, subject)}`.length).toBeLessThanOrEqual(64)
  })

  test('is another person’s for anybody else', () => {
    expect(verifyAddressTag(keys, createAddressTag(keys, subject), randomUUID(), now)).toEqual(invalid)
  })

  test('is worth nothing when any of it was changed', () => {
    const tag = createAddressTag(keys, subject)
    for (let at = 0; at < tag.length; at++) {
      const other = tag[at] === 'a' ? 'b' : 'a'
      const changed = tag.slice(0, at) + other + tag.slice(at + 1)
      expect(verifyAddressTag(keys, changed, subject.personId, now)).toEqual(invalid)
      expect(verifyAddressTag(keys, tag.slice(0, at), subject.personId, now)).toEqual(invalid)
    }
    fc.assert(
      fc.property(fc.string(), (any) => {
        expect(verifyAddressTag(keys, any, subject.personId, now)).toEqual(invalid)
      }),
    )
  })

  test('is over after its time, and still says of what', () => {
    const tag = createAddressTag(keys, subject)
    expect(verifyAddressTag(keys, tag, subject.personId, expiresAt).kind).toBe('valid')
    const later = new Date(expiresAt.getTime() + 1)
    expect(verifyAddressTag(keys, tag, subject.personId, later)).toEqual({
      kind: 'expired',
      sentId: subject.sentId,
    })
    expect(verifyAddressTag(keys, tag, randomUUID(), later)).toEqual(invalid)
  })

  test('of an older key is good as long as the key is there, and of another installation never', () => {
    const [old, fresh] = [key('old'), key('fresh')]
    const tag = createAddressTag(createTokenCipher(old), subject)
    expect(verifyAddressTag(createTokenCipher(`${fresh},${old}`), tag, subject.personId, now).kind).toBe('valid')
    expect(verifyAddressTag(createTokenCipher(fresh), tag, subject.personId, now)).toEqual(invalid)
  })

  test('is made for UUIDs alone', () => {
    expect(() => createAddressTag(keys, { ...subject, sentId: '17' })).toThrow()
  })

  test('is found among the addresses of a header field, and names its message', () => {
    const tag = createAddressTag(keys, subject)
    const field = `"Reply+1" <REPLY+${tag.toUpperCase()}@SB.example>, other+x@sb.example, reply@sb.example`
    expect(tagsIn(field)).toEqual([tag])
    expect(sentIdIn(tag)).toBe(subject.sentId)
    for (const other of ['reply@sb.example', `reply+${tag}0@sb.example`, `reply-${tag}@sb.example`, ''])
      expect(tagsIn(other)).toEqual([])
    expect(sentIdIn('no tag')).toBeNull()
  })
})
