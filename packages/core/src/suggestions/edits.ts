import { Prisma } from '@switchboard/db'
import type { WhenDone } from '../connections/settings'
import type { Actor, Context } from '../context'
import { zoneOf } from '../teams/zone-of'
import { sameDayIn } from './due-date'

/** Fields of a suggestion or task that a person changed; absent ones keep their value, null clears. */
export type Edits = {
  title?: string
  description?: string
  priority?: 'low' | 'medium' | 'high' | 'urgent'
  dueAt?: Date | null
  dueAllDay?: boolean
  tags?: string[]
  whenDone?: WhenDone | null
}

/**
 * As Prisma takes them: a JSON column is cleared by a value of its own, and a day without a time of day is stored as its first
 * instant in the zone of the person who chose it, like the generator's, so that equal days are equal.
 */
export async function editedColumns(ctx: Context, actor: Actor, { whenDone, dueAt, ...edits }: Edits) {
  const zone = dueAt && edits.dueAllDay ? await zoneOf(ctx, actor.userId) : null
  return {
    ...edits,
    ...(dueAt === undefined ? {} : { dueAt: dueAt && zone ? sameDayIn(dueAt, zone, zone) : dueAt }),
    ...(whenDone === undefined ? {} : { whenDone: whenDone ?? Prisma.DbNull }),
  }
}

export type EditedColumns = Awaited<ReturnType<typeof editedColumns>>
