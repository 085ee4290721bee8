/** Time is an argument. */
export type Clock = {
  now(): Date
  /** Waits `ms` milliseconds; rejects when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
