import { Prisma, type Transaction } from '@switchboard/db'
import type { Context } from '../context'

/** Changes that wait to be tried again, or for their account: no run is under way with them. */
export const atRest = (now: Date) =>
  ({ state: 'running', OR: [{ runAt: { gt: now } }, { parked: true }] }) satisfies Prisma.WriteBackWhereInput

/** Those of them that have changed nothing: an inverse is stored before the change is made. */
export const triedInVain = (now: Date) =>
  ({ ...atRest(now), inverse: { equals: Prisma.DbNull } }) satisfies Prisma.WriteBackWhereInput

/** A change that its task no longer wants, before its inverse is played: at once, whenever it was to be tried again. */
export const takenBack = (now: Date) =>
  ({
    state: 'reverting',
    runAt: now,
    parked: false,
    attempts: 0,
    errorCode: null,
    errorMessage: null,
    finishedAt: null,
  }) as const

/**
 * Takes back changes that were tried and are to be tried again: one without an inverse has changed nothing and is cancelled; of the
 * others only the answer may be lost. Returns how many have to be reverted.
 */
export async function takeBack(ctx: Context, tx: Transaction, where: Prisma.WriteBackWhereInput): Promise<number> {
  await tx.writeBack.updateMany({
    where: { ...where, inverse: { equals: Prisma.DbNull } },
    data: { state: 'cancelled', finishedAt: ctx.clock.now(), errorCode: null, errorMessage: null },
  })
  const { count } = await tx.writeBack.updateMany({ where, data: takenBack(ctx.clock.now()) })
  return count
}
