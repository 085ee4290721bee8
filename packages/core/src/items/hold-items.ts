import { z } from 'zod'
import { type Database, Prisma, type Transaction } from '@switchboard/db'
import type { ConnectionKey, Context } from '../context'
import { isOnSql } from '../switches/switches'
import { countTakingUp, isUnsuspicious, notSuspect } from './suspects'

/**
 * Who judges an item holds it: `retryAt` lies this far ahead, in milliseconds, and whoever finds it past takes the item over.
 * Longer than the two calls of a model that judging takes at most.
 */
const holdMs = 5 * 60_000

/** `heldUntil` names the hold: once somebody else has taken the item over, it no longer matches. */
export type HeldItem = { teamId: string; itemId: string; heldUntil: Date | null }

export const holdFrom = (now: Date) => new Date(now.getTime() + holdMs)

/** With less than this left, in milliseconds, a hold is renewed before judging: what that takes must fit in. */
const leastMs = 4 * 60_000

/** Makes sure that a hold lasts for as long as judging takes. False when the item is settled or somebody else holds it now. */
export async function ensureHold(db: Database, { teamId, itemId, heldUntil }: HeldItem, now: Date): Promise<boolean> {
  if (heldUntil && heldUntil.getTime() - now.getTime() > leastMs) return true
  const { count } = await db.item.updateMany({
    where: { teamId, id: itemId, state: 'claimed', retryAt: heldUntil },
    data: { retryAt: holdFrom(now) },
  })
  return count === 1
}

/** The same for an item that is judged alone: that it was begun is written before, in case nothing can be written afterwards. */
export async function beginAlone(db: Database, { teamId, itemId, heldUntil }: HeldItem, now: Date): Promise<boolean> {
  const { count } = await db.item.updateMany({
    where: { teamId, id: itemId, state: 'claimed', retryAt: heldUntil },
    data: { retryAt: holdFrom(now), takenUp: { increment: 1 } },
  })
  return count === 1
}

/** Gives up holds before their time: the items are there for the next holder. Those that somebody else holds now stay that one's. */
export async function releaseHolds(db: Transaction, held: HeldItem[], now: Date): Promise<void> {
  if (held.length === 0) return
  const still = held.map(({ teamId, itemId: id, heldUntil: retryAt }) => ({ teamId, id, retryAt }))
  await db.item.updateMany({
    where: { state: 'claimed', OR: still, ...notSuspect },
    data: { retryAt: now, takenUp: { decrement: 1 } },
  })
  await db.item.updateMany({ where: { state: 'claimed', OR: still }, data: { retryAt: now } })
}

/** The same for all that a dead run of the connection may have held. Those that wait for their time to try again have a reason. */
export async function releaseHoldsOf(
  tx: Transaction,
  { teamId, connectionId }: ConnectionKey,
  now: Date,
): Promise<void> {
  await tx.item.updateMany({
    where: { teamId, connectionId, state: 'claimed', reason: null, retryAt: { gt: now } },
    data: { retryAt: now },
  })
}

const heldSchema = z.array(z.object({ teamId: z.string(), itemId: z.string(), connectionId: z.string() }))

/**
 * Takes items whose time to try again has come, the longest waiting first. Of several callers each gets others. One that is held has no
 * reason to wait: that tells it from one that waits. `whose`: with those that may have ended a worker, or without.
 */
export async function holdDueItems(
  ctx: Context,
  now: Date,
  limit: number,
  whose: 'all' | 'unsuspicious' = 'all',
): Promise<(HeldItem & { connectionId: string })[]> {
  const heldUntil = holdFrom(now)
  const rows = heldSchema.parse(
    await ctx.db.$queryRaw`
      update "Item" item set "retryAt" = ${heldUntil}, reason = null, ${countTakingUp}
      from (
        select "teamId", id from "Item"
        where state = 'claimed' and "retryAt" <= ${now}
          and ${isOnSql(ctx, 'integrations', Prisma.sql`"Item"."teamId"`)}
          and ${whose === 'all' ? Prisma.sql`true` : isUnsuspicious}
        order by "retryAt" limit ${limit} for update skip locked
      ) due
      where item."teamId" = due."teamId" and item.id = due.id
      returning item."teamId", item.id as "itemId", item."connectionId"`,
  )
  return rows.map((row) => ({ ...row, heldUntil }))
}
