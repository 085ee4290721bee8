/** Resolves when the signal is given. */
export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** The work's own result, or a rejection as soon as the signal is given. */
export const abortable = <Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> =>
  Promise.race([
    work,
    untilAborted(signal).then((): never => {
      throw signal.reason
    }),
  ])
