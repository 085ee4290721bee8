import { Prisma, type Suggestion } from '@switchboard/db'
import { z } from 'zod'
import type { WhenDone } from '../connections/settings'
import type { Actor, Context } from '../context'
import { zoneOf } from '../teams/zone-of'
import { sameDayIn } from './due-date'
import { locatedEvidenceSchema, type Priority } from './proposal'
import { keepProposed } from './supported-values'

/** Fields of a suggestion or task that a person changed; absent ones keep their value, null clears. */
export type Edits = {
  title?: string
  description?: string
  priority?: Priority
  dueAt?: Date | null
  dueAllDay?: boolean
  tags?: string[]
  whenDone?: WhenDone | null
}

/** What is edited: whose it is, and when it is due so far. */
type Edited = { assigneeId: string; dueAt: Date | null }

/**
 * As Prisma takes them: a JSON column is cleared by a value of its own, and a day without a time of day is stored as its first
 * instant in the assignee's zone, like the generator's, so that equal days are equal. `dueAt` means the day that it falls on for
 * the person who edits; one that is given back as it was stays as it was.
 */
export async function editedColumns(ctx: Context, actor: Actor, edited: Edited, { whenDone, dueAt, ...edits }: Edits) {
  const isNewDay = dueAt && edits.dueAllDay && dueAt.getTime() !== edited.dueAt?.getTime()
  return {
    ...edits,
    ...(dueAt === undefined ? {} : { dueAt: isNewDay ? await dayForAssignee(ctx, actor, edited, dueAt) : dueAt }),
    ...(whenDone === undefined ? {} : { whenDone: whenDone ?? Prisma.DbNull }),
  }
}

async function dayForAssignee(ctx: Context, actor: Actor, { assigneeId }: Edited, dueAt: Date): Promise<Date> {
  const [from, to] = await Promise.all([zoneOf(ctx, actor.userId), zoneOf(ctx, assigneeId)])
  return sameDayIn(dueAt, from, to)
}

export type EditedColumns = Awaited<ReturnType<typeof editedColumns>>

type Proposed = Pick<Suggestion, 'description' | 'priority' | 'dueAt' | 'dueAllDay' | 'evidence'>

/** A suggestion's evidence, which keeps what was proposed in the fields that are edited. */
export const evidenceAfter = (before: Proposed, columns: EditedColumns) =>
  keepProposed(z.array(locatedEvidenceSchema).parse(before.evidence), before, columns)
