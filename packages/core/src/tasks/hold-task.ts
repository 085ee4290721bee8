import type { TaskStatus, Transaction } from '@switchboard/db'
import { z } from 'zod'

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
