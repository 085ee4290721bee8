import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { TokenCipher } from '../../crypto/token-cipher'

/** What a reply address says: which request somebody answers, and until when. The person is bound into it and not named. */
export type TagSubject = { requestId: string; personId: string; expiresAt: Date }

export type TagVerdict =
  | { kind: 'valid'; requestId: string }
  /** Made by us, for this person, and over. */
  | { kind: 'expired'; requestId: string }
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
  requestId: z.uuid().toLowerCase(),
  personId: z.uuid().toLowerCase(),
  expiresAt: z.date().min(0),
})

type Keys = Pick<TokenCipher, 'secretsFor'>

/**
 * The part behind the `+` of a reply address. It is signed with a secret of the installation's current key; who knows it can answer for
 * nobody else and no other request. That it is used once is for the request to see to: it is decided once. Throws for ids that are no UUIDs.
 */
export function createAddressTag(keys: Keys, subject: TagSubject): string {
  const { requestId, personId, expiresAt } = subjectSchema.parse(subject)
  const [secret = ''] = keys.secretsFor(purpose)
  const open = Buffer.alloc(idBytes + expiryBytes)
  open.write(requestId.replaceAll('-', ''), 'hex')
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
  return { kind: isOver ? 'expired' : 'valid', requestId: uuidOf(open.subarray(0, idBytes)) }
}

/** `reply@example.com` with a tag: `reply+tag@example.com`. */
export const addressWithTag = (address: string, tag: string): string => {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}+${tag}${address.slice(at)}`
}

/** The tag in an address that a mail was sent to, in lower case; null when the address is not ours, or has none that could be. */
export function tagIn(address: string, ownAddress: string): string | null {
  const [local = '', domain = ''] = address.trim().toLowerCase().split('@')
  const [ownLocal = '', ownDomain = ''] = ownAddress.trim().toLowerCase().split('@')
  const tag = local.slice(ownLocal.length + 1)
  return domain === ownDomain && local.startsWith(`${ownLocal}+`) && tagPattern.test(tag) ? tag : null
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
