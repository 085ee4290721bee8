/**
 * Reads the date by which something is wanted, in the reader's zone and relative to when the text was written. `dueAt` is an ISO 8601
 * instant with offset, or `YYYY-MM-DD` when no time of day is named; `start` and `end` say where the date stands, in UTF-16 units. Null
 * when none is named.
 */
export type DateReader = (
  text: string,
  writtenAt: Date,
  timeZone: string,
) => { dueAt: string; start: number; end: number } | null
