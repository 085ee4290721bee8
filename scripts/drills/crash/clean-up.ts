import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM'] as const
const open = new Set<() => Promise<void>>()
let ending: Promise<never> | undefined

/** Runs `use`, and then `cleanUp`: also when this process is told to end meanwhile. A second signal ends it at once. */
export async function withCleanUp<Result>(cleanUp: () => Promise<void>, use: () => Promise<Result>): Promise<Result> {
  if (open.size === 0) for (const signal of signals) process.once(signal, endBy)
  open.add(cleanUp)
  try {
    return await use()
  } finally {
    // What fails because everything is being taken away says nothing.
    await ending
    open.delete(cleanUp)
    if (open.size === 0) for (const signal of signals) process.off(signal, endBy)
    await cleanUp()
  }
}

function endBy(signal: (typeof signals)[number]): void {
  ending ??= cleanAllUp().then(() => process.exit(128 + constants.signals[signal]))
}

async function cleanAllUp(): Promise<void> {
  for (const cleanUp of [...open].toReversed())
    await cleanUp().catch((error: unknown) => console.error('Something is left behind:', error))
}
