import type { Context } from '../context'
import type { JobPayload } from '../jobs'
import { sayAsAgent, setAgentState, tellSaid } from '../conversations/say-as-agent'
import { mayBecome } from '../conversations/transitions'

/** Has the agent answer what a member said. Runs twice without answering twice. */
export async function answerMessage(ctx: Context, { teamId, runId }: JobPayload<'answer-message'>): Promise<void> {
  const run = await ctx.db.agentRun.findFirst({
    where: { teamId, id: runId, state: { in: ['waiting', 'running'] } },
    include: { conversation: true },
  })
  if (!run?.conversation || !run.askedId) return
  const { conversation, askedId } = run
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.conversationMessage.updateMany({
      where: { teamId, id: askedId, status: { in: mayBecome('person', 'delivered') } },
      data: { status: 'delivered', settledAt: now },
    })
    if (count > 0) {
      const asked = await tx.conversationMessage.findUniqueOrThrow({ where: { teamId_id: { teamId, id: askedId } } })
      await tellSaid(tx, asked, now)
    }
    const content = 'No model is set up here, so I can only take commands at the moment.'
    const said = await sayAsAgent(tx, conversation, { key: `run:${runId}`, kind: 'notice', content }, now)
    await tx.agentRun.update({
      where: { teamId_id: { teamId, id: runId } },
      data: { state: 'done', answerId: said.id, startedAt: now, finishedAt: now },
    })
    await setAgentState(tx, conversation, 'idle', now)
  })
}
