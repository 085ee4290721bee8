import type { Transaction } from '@switchboard/db'
import { findManagedConnection } from '../connections/find-connection'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { signalConnection, signalLiveAll } from '../live'
import { tellSuggestions } from '../suggestions/tell-suggestions'

/** Takes a test item out of everything that it has come to: ledger, feed, tasks. Throws not_found. */
export async function removeTestItem(
  ctx: Context,
  actor: Actor,
  wanted: { connectionId: string; id: string },
): Promise<{ removed: true }> {
  const connection = await findManagedConnection(ctx, actor, wanted.connectionId)
  const key = { teamId: actor.teamId, id: wanted.id }
  const test = await ctx.db.testItem.findUnique({ where: { teamId_id: key } })
  if (test?.connectionId !== connection.id) throw notFound('test item')
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.testItem.deleteMany({ where: key })
    if (count === 0) throw notFound('test item')
    if (test.itemId) await removeItems(tx, { teamId: actor.teamId, ids: [test.itemId] }, ctx.clock.now())
    await signalConnection(tx, 'connection', connection)
  })
  return { removed: true }
}

const keptMs = 86_400_000

/** The same for those that nobody has removed within a day; called daily. */
export async function removeOldTestItems(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - keptMs)
  const old = await ctx.db.testItem.findMany({ where: { startedAt: { lt: before } } })
  for (const { teamId, id, itemId } of old)
    await ctx.db.$transaction(async (tx) => {
      await tx.testItem.deleteMany({ where: { teamId, id } })
      if (itemId) await removeItems(tx, { teamId, ids: [itemId] }, ctx.clock.now())
    })
}

async function removeItems(
  tx: Transaction,
  { teamId, ids }: { teamId: string; ids: string[] },
  now: Date,
): Promise<void> {
  const where = { teamId, itemId: { in: ids }, item: { isTest: true } }
  const tasks = await tx.task.findMany({ where, select: { id: true, assigneeId: true } })
  const suggestions = await tx.suggestion.findMany({ where, select: { id: true, assigneeId: true } })
  await tx.task.deleteMany({ where })
  await tx.item.deleteMany({ where: { teamId, id: { in: ids }, isTest: true } })
  await signalLiveAll(
    tx,
    tasks.map(({ id, assigneeId }) => ({ teamId, userId: assigneeId, subject: 'task' as const, id })),
  )
  await tellSuggestions(
    tx,
    suggestions.map(({ id, assigneeId }) => ({ teamId, assigneeId, id })),
    now,
  )
}
