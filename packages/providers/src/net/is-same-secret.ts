import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether a caller's secret is the one expected; how long that takes says nothing of either, also when they differ in length. */
export const isSameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(digestOf(given), digestOf(expected))

const digestOf = (text: string) => createHash('sha256').update(text).digest()
