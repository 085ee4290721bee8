import type { TaskStatus, Transaction } from '@switchboard/db'

/**
 * Keeps the task as it is until the transaction ends, so that finishing or reopening it comes before or after, never between.
 * Returns its status; null when it is gone.
 */
export async function holdTask(tx: Transaction, key: { teamId: string; taskId: string }): Promise<TaskStatus | null> {
  const [task] = await tx.$queryRaw<{ status: TaskStatus }[]>`
    select status from "Task" where "teamId" = ${key.teamId}::uuid and id = ${key.taskId}::uuid for update`
  return task?.status ?? null
}
