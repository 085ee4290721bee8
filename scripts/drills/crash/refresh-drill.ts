import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { openTokens, storeTokens } from '@switchboard/core/connections/credentials'
import { writeMailbox } from './mails'
import { type Ports, type Product, withDrilledProduct } from './product'
import { randomOf } from './random'

const pollMs = 25
/** Longer than anything else takes here. */
const heldSeconds = 300
const heldSchema = z.array(z.object({ pid: z.number() }))

/**
 * Kills the worker that has new tokens from a provider which forgets the old ones at once, before they are stored. Answers what another
 * worker made of the connection, and how long it took beside the wait for the lease. Throws when it is still nothing after `mostMs`.
 */
export const killWhileRefreshing = (ports: Ports, mostMs: number) =>
  withDrilledProduct(
    'refresh',
    (folder) => {
      const mailbox = path.join(folder, 'mail.mbox')
      writeMailbox(mailbox, 1, randomOf(1))
      return { ports, provider: 'gmail' as const, mailbox, approves: true }
    },
    async (product) => {
      const signal = AbortSignal.timeout(mostMs)
      await change(`${product.sandboxUrl}/control/rotate-refresh-tokens`, { on: true })
      await expire(product)
      await holdTokens(product)
      product.keepWorkers(1)
      const held = await until(signal, () => heldBy(product))
      if (!(await product.killWorker())) throw new Error('There was no worker to be killed.')
      const killedAt = performance.now()
      await release(product, held)
      const connection = await until(signal, async () => {
        const found = await product.ctx.db.connection.findUniqueOrThrow({ where: rowOf(product) })
        return found.status === 'error' ? found : null
      })
      return { connection, afterMs: performance.now() - killedAt }
    },
  )

const rowOf = ({ key }: Product) => ({ teamId_id: { teamId: key.teamId, id: key.connectionId } })

async function change(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`The sandbox refuses: ${await answer.text()}`)
}

async function expire({ ctx, key }: Product): Promise<void> {
  const credential = await ctx.db.credential.findUniqueOrThrow({ where: { teamId_connectionId: key } })
  const tokens = await openTokens(ctx, key, credential.ciphertext)
  await storeTokens(ctx, ctx.db, key, { ...tokens, expiresAt: new Date(ctx.clock.now().getTime() - 60_000) })
}

/** From here on who stores tokens waits in the statement that does. */
async function holdTokens({ ctx: { db } }: Product): Promise<void> {
  await db.$executeRawUnsafe(`create function hold() returns trigger language plpgsql as
    $$ begin perform pg_sleep(${heldSeconds}); return new; end $$`)
  await db.$executeRaw`create trigger hold before update on "Credential" for each row
    when (old.ciphertext is distinct from new.ciphertext) execute function hold()`
}

/** The session that waits so; null while there is none. */
async function heldBy({ ctx: { db } }: Product): Promise<number | null> {
  const sessions = heldSchema.parse(await db.$queryRaw`select pid from pg_stat_activity where wait_event = 'PgSleep'`)
  return sessions[0]?.pid ?? null
}

/** The database does not notice by itself that nobody waits any more, and would store the tokens in the end. */
async function release({ ctx: { db }, key }: Product, session: number): Promise<void> {
  await db.$executeRaw`select pg_terminate_backend(${session}::int)`
  await db.$executeRaw`drop trigger hold on "Credential"`
  // The lease of the dead runs out in seconds by itself; nobody is to wait for that here.
  await db.credential.updateMany({ where: key, data: { leaseUntil: new Date(0) } })
}

async function until<Found>(signal: AbortSignal, look: () => Promise<Found | null>): Promise<Found> {
  for (;;) {
    const found = await look()
    if (found !== null) return found
    await pause(pollMs, undefined, { signal })
  }
}
