import { Prisma } from '@switchboard/db'

/**
 * `takenUp` of an item grows whenever somebody takes it up, and shrinks again when that comes to an orderly end without the item
 * being settled. So it counts deaths of workers: those of a batch share the first two, and from the third time each item is judged
 * alone. The count then grows at its turn only, so that one item is to blame for one death.
 */
const suspectFrom = 3

/** Judged alone: judging it may be what ends the worker. */
export const isSuspect = (takenUp: number) => takenUp >= suspectFrom

export const notSuspect = { takenUp: { lt: suspectFrom } } satisfies Prisma.ItemWhereInput

/** The next time that it is taken up it is none yet; of the row called `"Item"`. */
export const isUnsuspicious = Prisma.sql`"Item"."takenUp" + 1 < ${suspectFrom}`

/** For the statements that take up many items at once; the row is called `item`. */
export const countTakingUp = Prisma.sql`"takenUp" = least(item."takenUp" + 1, greatest(item."takenUp", ${suspectFrom}))`
