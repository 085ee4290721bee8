import type { TaskStatus, Transaction } from '@switchboard/db'
import { z } from 'zod'
import type { ConnectionKey } from '../context'

const rowsSchema = z.array(z.object({ status: z.enum(['open', 'in_progress', 'done']) }))

/**
 * Keeps the task as it is until the transaction ends, so that finishing or reopening it comes before or after, never between.
 * Returns its status; null when it is gone.
 */
export async function holdTask(tx: Transaction, key: { teamId: string; taskId: string }): Promise<TaskStatus | null> {
  const rows: unknown = await tx.$queryRaw`
    select status from "Task" where "teamId" = ${key.teamId}::uuid and id = ${key.taskId}::uuid for update`
  return rowsSchema.parse(rows)[0]?.status ?? null
}

/** The same for all whose changes at this account are not made yet: whoever writes changes holds their tasks first, in one order. */
export async function holdTasksOf(tx: Transaction, { teamId, connectionId }: ConnectionKey): Promise<void> {
  await tx.$queryRaw`
    select 1 from "Task" where ("teamId", id) in (
      select "teamId", "taskId" from "WriteBack"
      where "teamId" = ${teamId}::uuid and "connectionId" = ${connectionId}::uuid and state in ('waiting', 'running', 'reverting')
    ) order by id for update`
}
