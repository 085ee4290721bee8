import { mostCounted } from '@switchboard/core/suggestions/most-counted'

/** A figure that is counted only so far: '1,000+'. */
export const countText = (count: number): string =>
  count > mostCounted ? `${mostCounted.toLocaleString('en')}+` : String(count)

/** What is left of a figure; of more than are counted nobody knows. */
export const countLess = (count: number, gone: number): number =>
  count > mostCounted ? count : Math.max(0, count - gone)
