import type { Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { enqueueRun } from './enqueue-run'
import { findConversation } from './find-conversation'

/** PostgreSQL channel by which workers hear that a run is to stop: `{ teamId, runId }`. */
export const stopChannel = 'switchboard_stop_run'

/** Has the agent stop what it writes: what is there of it stays. Nothing happens when it writes nothing. Throws not_found. */
export async function stopAnswer(
  ctx: Pick<Context, 'db'>,
  who: Pick<Actor, 'teamId' | 'userId'>,
  id: string,
): Promise<void> {
  await findConversation(ctx.db, who, id)
  await askToStop(ctx.db, { teamId: who.teamId, id })
}

/** Tells the worker that writes in a conversation, as soon as the transaction commits; what waits for people there ends as well. */
export async function askToStop(tx: Transaction, { teamId, id }: { teamId: string; id: string }): Promise<void> {
  const waiting = await tx.agentRun.findMany({
    where: { teamId, conversationId: id, state: 'waiting', attempts: { gt: 0 } },
  })
  for (const run of waiting) await enqueueRun(tx, run)
  await tx.$queryRaw`
    with stopped as (
      update "AgentRun" set "stopAsked" = true
      where "teamId" = ${teamId}::uuid and "conversationId" = ${id}::uuid and state in ('waiting', 'running')
      returning "teamId", id
    ) select pg_notify(${stopChannel}, json_build_object('teamId', "teamId", 'runId', id)::text)::text from stopped`
}
