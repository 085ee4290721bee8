import { Prisma, type Transaction } from '@switchboard/db'
import type { Context } from '../context'

/** A change that its task no longer wants, before its inverse is played. */
export const takenBack = {
  state: 'reverting',
  parked: false,
  attempts: 0,
  errorCode: null,
  errorMessage: null,
  finishedAt: null,
} as const

/**
 * Takes back changes that were tried and are to be tried again: one without an inverse has changed nothing and is cancelled; of the
 * others only the answer may be lost. Returns how many have to be reverted.
 */
export async function takeBack(ctx: Context, tx: Transaction, where: Prisma.WriteBackWhereInput): Promise<number> {
  await tx.writeBack.updateMany({
    where: { ...where, inverse: { equals: Prisma.DbNull } },
    data: { state: 'cancelled', finishedAt: ctx.clock.now(), errorCode: null, errorMessage: null },
  })
  const { count } = await tx.writeBack.updateMany({ where, data: takenBack })
  return count
}
