const firstDelayMs = 15_000
const longestDelayMs = 3_600_000

/** The pause before the next try, in milliseconds: 15 s, doubling with each failure before, up to an hour, with jitter. */
export const growingDelayMs = (failuresBefore: number) =>
  Math.min(firstDelayMs * 2 ** failuresBefore, longestDelayMs) * (0.8 + 0.4 * Math.random())
