import type { WorkerUtils } from 'graphile-worker'
import { workerLock } from '@switchboard/core/sync/free-dead-workers'

type Client = Parameters<Parameters<WorkerUtils['withPgClient']>[0]>[0]

export type LifeLock = {
  /** From here on others see that the worker lives. */
  take(workerId: string): Promise<void>
  /** Resolves when the connection breaks, and the lock with it. */
  lost: Promise<void>
  release(): void
}

/**
 * A connection that holds the lock of the living. When this process dies, in whatever way, the database lets go of it in the same
 * moment: nobody has to wait until silence is proof enough.
 */
export async function openLifeLock(utils: WorkerUtils): Promise<LifeLock> {
  let release = () => {}
  let lose = () => {}
  const lost = new Promise<void>((resolve) => (lose = resolve))
  const client = await new Promise<Client>((resolve, reject) => {
    utils
      .withPgClient((opened) => {
        // A broken connection may tell so more than once, also after it was given back.
        opened.on('error', () => lose())
        opened.once('end', () => lose())
        resolve(opened)
        return new Promise<void>((letGo) => (release = letGo))
      })
      .catch(reject)
  })
  // A connection takes one statement at a time.
  let taken: Promise<unknown> = Promise.resolve()
  return {
    take(workerId) {
      const taking = taken.then(() => client.query('select pg_advisory_lock($1, hashtext($2))', [workerLock, workerId]))
      taken = taking.catch(() => undefined)
      return taking.then(() => undefined)
    },
    lost,
    release: () => release(),
  }
}
