import { z } from 'zod'

/** As the launcher starts and tells it (`scripts/launcher/kept-process.ts`). */
const spareFlag = '--spare'
const beginMessage = z.literal('begin')

/** Whether this process is to wait until another one has died. */
export const isSpare = () => process.argv.includes(spareFlag)

/** Resolves in the moment in which this spare is to go on in place of the worker that has died, or when it is to stop. */
export const untilTold = (stopping: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const hear = (message: unknown) => {
      if (!beginMessage.safeParse(message).success) return
      process.off('message', hear)
      resolve()
    }
    // It keeps the process from ending as well.
    process.on('message', hear)
    stopping.addEventListener('abort', () => resolve(), { once: true })
  })
