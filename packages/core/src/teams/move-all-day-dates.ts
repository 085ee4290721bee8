import { Prisma, type Transaction } from '@switchboard/db'
import { z } from 'zod'
import { signalLiveAll } from '../live'
import { sameDayIn } from '../suggestions/due-date'

const daysSchema = z.array(z.object({ dueAt: z.date() }))
const movedSchema = z.array(z.object({ teamId: z.string(), id: z.string() }))

/**
 * Keeps the calendar day of everything that is due on a day of the person, in all their teams, when they move to another zone:
 * a day is stored as its first instant, which belongs to another day elsewhere.
 */
export async function moveAllDayDates(tx: Transaction, userId: string, from: string, to: string): Promise<void> {
  const memberships = await tx.membership.findMany({ where: { userId }, select: { teamId: true } })
  const teams = memberships.map(({ teamId }) => teamId)
  for (const subject of ['suggestion', 'task'] as const) {
    const moved = await moveDates(tx, subject === 'task' ? Prisma.sql`"Task"` : Prisma.sql`"Suggestion"`, teams, {
      userId,
      from,
      to,
    })
    await signalLiveAll(
      tx,
      moved.map(({ teamId, id }) => ({ teamId, userId, subject, id })),
    )
  }
}

async function moveDates(
  tx: Transaction,
  table: Prisma.Sql,
  teams: string[],
  { userId, from, to }: { userId: string; from: string; to: string },
) {
  const theirs = Prisma.sql`"teamId" = any(${teams}::uuid[]) and "assigneeId" = ${userId}::uuid and "dueAllDay"`
  const stored: unknown = await tx.$queryRaw`
    select distinct "dueAt" from ${table} where ${theirs} and "dueAt" is not null`
  const days = daysSchema.parse(stored)
  const before = days.map(({ dueAt }) => dueAt.toISOString())
  const after = days.map(({ dueAt }) => sameDayIn(dueAt, from, to).toISOString())
  const moved: unknown = await tx.$queryRaw`
    update ${table} set "dueAt" = day.after
    from unnest(${before}::timestamptz[], ${after}::timestamptz[]) as day (before, after)
    where ${theirs} and "dueAt" = day.before
    returning "teamId", id`
  return movedSchema.parse(moved)
}
