import { createHash, randomBytes, randomInt } from 'node:crypto'

const digits = 8

/** A code works so long, in milliseconds. */
export const codeMs = 15 * 60_000
/** After so many wrong ones a code is worth nothing. */
export const mostTries = 5

/** A code that a person reads and types. */
export const newCode = (): string => String(randomInt(10 ** digits)).padStart(digits, '0')

/**
 * A code that goes to a bot by a link. Nobody types it, and whoever writes to the bot may try any: it is as long as a secret. In the
 * letters that Telegram takes (https://core.telegram.org/bots/features#deep-linking).
 */
export const newLinkCode = (): string => randomBytes(24).toString('base64url')

/** A code as it is stored; the code itself is only with its person. */
export const hashCode = (code: string): string => createHash('sha256').update(code).digest('base64url')
