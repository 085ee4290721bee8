import { createHash, randomBytes } from 'node:crypto'

/** A code that nobody guesses, in signs that a link to a bot may carry. https://core.telegram.org/api/links#bot-links */
export const newIntroductionCode = (): string => randomBytes(24).toString('base64url')

/** What is kept of a code, in `Identity.codeHash`. */
export const hashOfCode = (code: string): string => createHash('sha256').update(code).digest('base64url')
