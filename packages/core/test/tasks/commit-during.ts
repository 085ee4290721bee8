import { setTimeout as wait } from 'node:timers/promises'
import type { Database, Transaction } from '@switchboard/db'

/**
 * Makes a change that another statement cannot see yet, starts `call`, and commits as soon as `call` waits for the change or
 * has ended, after `rest` of the change: what happens to whoever comes in between.
 */
export async function commitDuring<T>(
  db: Database,
  change: (tx: Transaction) => Promise<unknown>,
  call: () => Promise<T>,
  rest?: (tx: Transaction) => Promise<unknown>,
): Promise<T> {
  const answer = await db.$transaction(async (tx) => {
    await change(tx)
    let ended = false
    const running = call().finally(() => (ended = true))
    // The caller looks at what it threw.
    running.catch(() => undefined)
    while (!ended && !(await somebodyWaits(tx))) await wait(5)
    await rest?.(tx)
    return { running }
  })
  return answer.running
}

async function somebodyWaits(tx: Transaction): Promise<boolean> {
  // A transaction goes on seeing the sessions of its first look; the one that waits may have been opened since.
  await tx.$queryRaw`select pg_stat_clear_snapshot()::text`
  const [row] = await tx.$queryRaw<{ waits: boolean }[]>`
    select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`
  return row?.waits ?? false
}
