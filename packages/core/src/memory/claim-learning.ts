import type { Agent, AgentRun, ConversationMessage } from '@switchboard/db'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { JobPayload } from '../jobs'

/** So long one worker has what was said to itself, in milliseconds: longer than the model may take twice. */
const leaseMs = 180_000

export type HeldLearning = { run: AgentRun & { learningUntil: Date }; agent: Agent; asked: ConversationMessage }

/**
 * Takes what was asked by a run, to look for what is to be remembered. Null when that was done, or there is nothing to do any more. Throws
 * unavailable while another worker is at it: it may die.
 */
export async function claimLearning(
  ctx: Pick<Context, 'db' | 'clock'>,
  { teamId, runId }: JobPayload<'learn-facts'>,
): Promise<HeldLearning | null> {
  const now = ctx.clock.now()
  const learningUntil = new Date(now.getTime() + leaseMs)
  const [run] = await ctx.db.agentRun.updateManyAndReturn({
    where: { teamId, id: runId, learntAt: null, OR: [{ learningUntil: null }, { learningUntil: { lt: now } }] },
    data: { learningUntil },
  })
  if (!run) {
    if ((await ctx.db.agentRun.count({ where: { teamId, id: runId, learntAt: null } })) > 0)
      throw new SwitchboardError('unavailable', 'Another worker looks at this at the moment.', { retryable: true })
    return null
  }
  const [agent, asked, member] = await Promise.all([
    ctx.db.agent.findUniqueOrThrow({ where: { teamId_id: { teamId, id: run.agentId } } }),
    run.askedId ? ctx.db.conversationMessage.findFirst({ where: { teamId, id: run.askedId } }) : null,
    ctx.db.membership.findFirst({ where: { teamId, userId: run.userId }, select: { remembers: true } }),
  ])
  if (!asked || !member?.remembers) return null
  return { run: { ...run, learningUntil }, agent, asked }
}

/** Gives back what was taken: it is taken up again. */
export const releaseLearning = (ctx: Pick<Context, 'db'>, { run: { teamId, id, learningUntil } }: HeldLearning) =>
  ctx.db.agentRun.updateMany({ where: { teamId, id, learningUntil, learntAt: null }, data: { learningUntil: null } })
