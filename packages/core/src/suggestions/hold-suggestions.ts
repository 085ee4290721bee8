import type { Transaction } from '@switchboard/db'
import type { Actor } from '../context'

/** Locks in one order: two batches that share some never wait for each other in a circle. */
export async function holdSuggestions(tx: Transaction, actor: Actor, ids: string[]): Promise<void> {
  await tx.$queryRaw`
    select 1 from "Suggestion" where "teamId" = ${actor.teamId}::uuid and id = any(${ids}::uuid[]) order by id for update`
}

/** Whoever decides, or finishes a task, at this moment comes before or after, never between. */
export async function holdWithTasks(tx: Transaction, actor: Actor, ids: string[]): Promise<void> {
  await holdSuggestions(tx, actor, ids)
  await tx.$queryRaw`
    select 1 from "Task" where "teamId" = ${actor.teamId}::uuid and "suggestionId" = any(${ids}::uuid[]) order by id for update`
}
