import { Prisma, type Connection, type Item, type Task, type WriteBack } from '@switchboard/db'
import { z } from 'zod'
import { commonSettingsOf, providerIdOf, sourceOf } from '../connections/provider-of'
import { withAccess } from '../connections/with-access'
import type { Context } from '../context'
import { isSwitchboardError, type SwitchboardError } from '../errors'
import { enqueue } from '../jobs'
import { signalLive } from '../live'
import type { Json } from '../ports'

type Loaded = WriteBack & { task: Task; item: Item & { connection: Connection } }

const jsonSchema: z.ZodType<Json> = z.json()
const longestDelayMs = 3_600_000

/**
 * Makes one change at the provider, or takes it back. What takes it back is stored before the change is made and not read
 * again, so a change whose answer was lost is made once more without losing its inverse. May run twice.
 */
export async function runWriteBack(ctx: Context, key: { teamId: string; writeBackId: string }): Promise<void> {
  const row = await ctx.db.writeBack.findUnique({
    where: { teamId_id: { teamId: key.teamId, id: key.writeBackId } },
    include: { task: true, item: { include: { connection: true } } },
  })
  if (!row || !['waiting', 'running', 'reverting'].includes(row.state)) return
  if (row.item.connection.status === 'paused') return again(ctx, row, 15 * 60_000)
  if (row.state === 'waiting' && (await isTakenBack(ctx, row))) return again(ctx, row, 15_000)
  try {
    if (row.state === 'reverting') await revert(ctx, row)
    else await apply(ctx, row)
  } catch (error) {
    if (!isSwitchboardError(error)) throw error
    await recordFailure(ctx, row, error)
  }
}

/** An earlier change of the same kind is still being taken back: its inverse would undo this one. */
async function isTakenBack(ctx: Context, { teamId, taskId, action }: Loaded): Promise<boolean> {
  return (await ctx.db.writeBack.count({ where: { teamId, taskId, action, state: 'reverting' } })) > 0
}

async function apply(ctx: Context, row: Loaded): Promise<void> {
  const { count } = await ctx.db.writeBack.updateMany({
    where: { ...idOf(row), state: { in: ['waiting', 'running'] } },
    data: { state: 'running', attempts: { increment: 1 } },
  })
  if (count === 0) return
  const { connection } = row.item
  const source = sourceOf(ctx, providerIdOf(connection))
  await withAccess(ctx, { teamId: row.teamId, connectionId: connection.id }, async (access) => {
    if (row.inverse === null) {
      const inverse = await source.inverseOf(access, row.action, row.item.externalId)
      // A second run of this job may have looked after the first had made the change: the first look counts.
      await ctx.db.writeBack.updateMany({
        where: { ...idOf(row), inverse: { equals: Prisma.DbNull } },
        data: { inverse: storable(inverse) },
      })
    }
    await source.apply(access, row.action, row.item.externalId)
  })
  const reopened =
    (await ctx.db.task.findUniqueOrThrow({ where: { teamId_id: { teamId: row.teamId, id: row.taskId } } })).status !==
    'done'
  await finish(ctx, row, reopened ? 'reverting' : 'done')
  if (reopened) await runWriteBack(ctx, { teamId: row.teamId, writeBackId: row.id })
}

async function revert(ctx: Context, row: Loaded): Promise<void> {
  // Without an inverse nothing was changed.
  if (row.inverse === null) return finish(ctx, row, 'reverted')
  const { connection } = row.item
  const source = sourceOf(ctx, providerIdOf(connection))
  const inverse = jsonSchema.parse(row.inverse)
  await ctx.db.writeBack.updateMany({ where: idOf(row), data: { attempts: { increment: 1 } } })
  await withAccess(ctx, { teamId: row.teamId, connectionId: connection.id }, (access) =>
    source.revert(access, row.action, row.item.externalId, inverse),
  )
  await finish(ctx, row, 'reverted')
}

async function finish(ctx: Context, row: Loaded, state: 'done' | 'reverted' | 'reverting'): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await tx.writeBack.updateMany({
      where: idOf(row),
      data: { state, finishedAt: ctx.clock.now(), errorCode: null, errorMessage: null },
    })
    await signalLive(tx, { teamId: row.teamId, userId: row.task.assigneeId, subject: 'write_back', id: row.id })
  })
}

/** Passing faults are tried again with growing delay, for as often as the connection says; others need a person. */
async function recordFailure(ctx: Context, row: Loaded, error: SwitchboardError): Promise<void> {
  const { attempts } = await ctx.db.writeBack.findUniqueOrThrow({ where: { teamId_id: idOf(row) } })
  const { maxRetries } = commonSettingsOf(row.item.connection.settings)
  if (error.retryable && attempts <= maxRetries) {
    const backoffMs = Math.min(5_000 * 2 ** attempts, longestDelayMs) * (0.8 + 0.4 * Math.random())
    return again(ctx, row, Math.max(error.retryAfterMs ?? 0, backoffMs))
  }
  await ctx.db.$transaction(async (tx) => {
    await tx.writeBack.updateMany({
      where: idOf(row),
      data: { state: 'failed', errorCode: error.code, errorMessage: error.message, finishedAt: ctx.clock.now() },
    })
    await signalLive(tx, { teamId: row.teamId, userId: row.task.assigneeId, subject: 'write_back', id: row.id })
  })
  ctx.logger.warn({ writeBackId: row.id, action: row.action, reason: error.code }, 'a write-back failed')
}

async function again(ctx: Context, row: Loaded, delayMs: number): Promise<void> {
  const runAt = new Date(ctx.clock.now().getTime() + delayMs)
  await ctx.db.$transaction(async (tx) => {
    await tx.writeBack.updateMany({ where: idOf(row), data: { runAt } })
    await enqueue(
      tx,
      'run-write-back',
      { teamId: row.teamId, writeBackId: row.id },
      { runAt, jobKey: `write-back:${row.id}` },
    )
  })
}

const idOf = (row: WriteBack) => ({ teamId: row.teamId, id: row.id })

/** An inverse is an object by contract of our providers; `null` would read as 'not stored'. */
const storable = (inverse: Json) => z.record(z.string(), z.json()).parse(inverse)
