import { randomInt } from 'node:crypto'

const digits = 8

/** A code works so long, in milliseconds. */
export const codeMs = 15 * 60_000
/** After so many wrong ones a code is worth nothing. */
export const mostTries = 5

/** A code that a person reads and types. */
export const newCode = (): string => String(randomInt(10 ** digits)).padStart(digits, '0')
