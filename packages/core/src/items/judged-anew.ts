import { Prisma } from '@switchboard/db'

/** Columns of an item that wants to be judged anew: nothing is left of what the last judgement, or its end, came to. */
export const judgedAnew = (now: Date): Prisma.Sql =>
  Prisma.sql`state = 'claimed', outcome = null, reason = null, over = null, confidence = null, attempts = 0, "takenUp" = 0,
    "awaySince" = null, "retryAt" = ${now}, "settledAt" = null`

/** Whether no event has told of `item` since `asOf`, when the service was asked for what is brought; null: an event brings it. */
export const notToldSince = (asOf: Date | null): Prisma.Sql =>
  Prisma.sql`(${asOf}::timestamptz is null or item."toldAt" is null or item."toldAt" <= ${asOf})`
