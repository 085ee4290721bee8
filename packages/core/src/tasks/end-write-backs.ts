import type { Transaction } from '@switchboard/db'
import type { ConnectionKey, Context } from '../context'
import { signalLiveAll } from '../live'
import { holdTasksOf } from './hold-task'
import { endedByDisconnect } from './standstill'

/**
 * Ends the changes that wait, in the transaction that disconnects their account; each says so in the list of changes. Connecting the
 * account again makes none of them, since nobody expects changes of long ago; whoever still wants one tries it again there. One
 * that is under way is left to its job, which ends it the same way unless it has been made.
 */
export async function endWriteBacks(ctx: Context, tx: Transaction, key: ConnectionKey): Promise<void> {
  await holdTasksOf(tx, key)
  const now = ctx.clock.now()
  const notUnderWay = { OR: [{ runAt: { gt: now } }, { parked: true }] }
  const ended = await tx.writeBack.updateManyAndReturn({
    where: { ...key, OR: [{ state: 'waiting' }, { state: { in: ['running', 'reverting'] }, ...notUnderWay }] },
    data: endedByDisconnect(ctx),
    select: { teamId: true, assigneeId: true, id: true },
  })
  await signalLiveAll(
    tx,
    ended.map(({ teamId, assigneeId, id }) => ({ teamId, userId: assigneeId, subject: 'write_back', id })),
  )
}
