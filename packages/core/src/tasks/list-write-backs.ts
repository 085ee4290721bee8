import { providerIdOf } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { decodeKeyset, encodeKeyset, instantKey, pageOf } from '../keyset'
import { presentWriteBack } from './present-task'

/** What was changed at providers for one's own tasks, newest first. */
export async function listWriteBacks(ctx: Context, actor: Actor, input: { cursor?: string | null; limit: number }) {
  const after = decodeKeyset(input.cursor, instantKey)
  const rows = await ctx.db.writeBack.findMany({
    where: {
      teamId: actor.teamId,
      assigneeId: actor.userId,
      ...(after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : {}),
    },
    include: {
      task: { select: { title: true, status: true } },
      item: {
        select: {
          title: true,
          connection: { select: { provider: true, accountName: true, status: true, errorCode: true } },
        },
      },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
  })
  const page = pageOf(rows, input.limit, (row) => encodeKeyset(row.createdAt.toISOString(), row.id))
  return {
    items: page.items.map((row) => ({
      ...presentWriteBack(ctx, row, row.task, row.item.connection),
      taskId: row.taskId,
      taskTitle: row.task.title,
      provider: providerIdOf(row.item.connection),
      accountName: row.item.connection.accountName,
      itemTitle: row.item.title,
      createdAt: row.createdAt,
    })),
    nextCursor: page.nextCursor,
  }
}
