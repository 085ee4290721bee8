import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { signalLive } from '../live'
import { visibleTo } from '../visible-to'
import { holdTask } from './hold-task'
import { presentWriteBack } from './present-task'
import { queueWriteBack } from './queue-write-back'

/** Tries a failed one again. Throws not_found, conflict. */
export async function retryWriteBack(ctx: Context, actor: Actor, id: string) {
  const row = await ctx.db.writeBack.findFirst({
    where: { ...visibleTo(actor), id },
    include: { item: { select: { connection: { select: { provider: true, status: true, errorCode: true } } } } },
  })
  if (!row) throw notFound('write-back')
  const { connection } = row.item
  if (connection.status === 'disconnected') throw new SwitchboardError('conflict', 'Connect this account again first.')
  return ctx.db.$transaction(async (tx) => {
    const status = await holdTask(tx, row)
    const [again] = await tx.writeBack.updateManyAndReturn({
      where: { teamId: actor.teamId, id, state: 'failed' },
      data: {
        // A task that was reopened meanwhile wants the change taken back, not made.
        state: status === 'done' ? 'waiting' : 'reverting',
        parked: false,
        attempts: 0,
        runAt: ctx.clock.now(),
        errorCode: null,
        errorMessage: null,
        finishedAt: null,
      },
    })
    if (!again) throw new SwitchboardError('conflict', 'Only a failed change can be tried again.')
    await queueWriteBack(tx, again)
    await signalLive(tx, { teamId: actor.teamId, userId: row.assigneeId, subject: 'write_back', id })
    return presentWriteBack(ctx, again, { status: status ?? 'open' }, connection)
  })
}
