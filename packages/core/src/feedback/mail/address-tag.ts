import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { TokenCipher } from '../../crypto/token-cipher'

/** What a reply address says: which message of ours somebody answers, and until when. The person is bound into it and not named. */
export type TagSubject = { sentId: string; personId: string; expiresAt: Date }

export type TagVerdict =
  | { kind: 'valid'; sentId: string }
  /** Made by us, for this person, and over. */
  | { kind: 'expired'; sentId: string }
  /** None of ours, changed, or another person's. */
  | { kind: 'invalid' }

const purpose = 'reply address'
const idBytes = 16
const expiryBytes = 4
/** 80 bits: nobody tries that many by mail, and the address stays below the 64 characters of RFC 5321, 4.5.3.1.1. */
const macBytes = 10
/** Digits and a to v, five bits each: what mail servers do to the case of an address changes nothing. */
const radix = 32
const tagLength = ((idBytes + expiryBytes + macBytes) * 8) / 5
const tagPattern = new RegExp(`^[0-9a-v]{${tagLength}}$`)
const subjectSchema = z.object({
  sentId: z.uuid().toLowerCase(),
  personId: z.uuid().toLowerCase(),
  expiresAt: z.date().min(0),
})

type Keys = Pick<TokenCipher, 'secretsFor'>

/**
 * The part behind the `+` of a reply address. It is signed with a secret of the installation's current key; who knows it can answer for
 * nobody else and no other message. That it is used once is for what is asked to see to: it is decided once. Throws for ids that are no UUIDs.
 */
export function createAddressTag(keys: Keys, subject: TagSubject): string {
  const { sentId, personId, expiresAt } = subjectSchema.parse(subject)
  const [secret = ''] = keys.secretsFor(purpose)
  const open = Buffer.alloc(idBytes + expiryBytes)
  open.write(sentId.replaceAll('-', ''), 'hex')
  open.writeUInt32BE(Math.ceil(expiresAt.getTime() / 1000), idBytes)
  return encode(Buffer.concat([open, macOf(secret, open, personId)]))
}

/** Whether a tag was made for this person, by any of the installation's keys. A tag that holds is good until `expiresAt`, in whole seconds. */
export function verifyAddressTag(keys: Keys, tag: string, personId: string, now: Date): TagVerdict {
  const bytes = decode(tag)
  if (!bytes) return { kind: 'invalid' }
  const open = bytes.subarray(0, idBytes + expiryBytes)
  const mac = bytes.subarray(idBytes + expiryBytes)
  const person = personId.toLowerCase()
  const isOurs = keys.secretsFor(purpose).some((secret) => timingSafeEqual(macOf(secret, open, person), mac))
  if (!isOurs) return { kind: 'invalid' }
  const isOver = now.getTime() > open.readUInt32BE(idBytes) * 1000
  return { kind: isOver ? 'expired' : 'valid', sentId: uuidOf(open.subarray(0, idBytes)) }
}

/** Which message a tag names, and that alone: who has made it and for whom, `verifyAddressTag` tells. Null for what is no tag. */
export function sentIdIn(tag: string): string | null {
  const bytes = decode(tag)
  return bytes && uuidOf(bytes.subarray(0, idBytes))
}

const tagged = new RegExp(`\\+([0-9a-v]{${tagLength}})@`, 'gi')

/** All that could be tags in a header field of addresses. */
export const tagsIn = (addresses: string): string[] =>
  [...addresses.matchAll(tagged)].map(([, tag = '']) => tag.toLowerCase())

/** `reply@example.com` with a tag: `reply+tag@example.com`. */
export const addressWithTag = (address: string, tag: string): string => {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}+${tag}${address.slice(at)}`
}

const macOf = (secret: string, open: Buffer, personId: string) =>
  createHmac('sha256', secret).update(open).update(personId).digest().subarray(0, macBytes)

const encode = (bytes: Buffer) =>
  BigInt(`0x${bytes.toString('hex')}`)
    .toString(radix)
    .padStart(tagLength, '0')

function decode(tag: string): Buffer | null {
  const lower = tag.toLowerCase()
  if (!tagPattern.test(lower)) return null
  let value = 0n
  for (const digit of lower) value = value * BigInt(radix) + BigInt(Number.parseInt(digit, radix))
  return Buffer.from(value.toString(16).padStart((idBytes + expiryBytes + macBytes) * 2, '0'), 'hex')
}

const uuidOf = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
