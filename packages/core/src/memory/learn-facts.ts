import { within } from '../abort'
import type { AgentWork } from '../agent/agent-work'
import { whichModel } from '../agent/which-model'
import type { Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import type { JobPayload } from '../jobs'
import { askLearnt } from './ask-learnt'
import { claimLearning, type HeldLearning, releaseLearning } from './claim-learning'
import { explicitWish } from './explicit-wish'
import { keepFacts } from './keep-facts'
import { knownFacts } from './known-facts'
import type { Learnt } from './learnt'
import { ownWords, saysLittle } from './own-words'

/** The model has so long for both its answers, in milliseconds. */
const longestMs = 120_000

/**
 * After an exchange on any channel: keeps what the person has said that is worth it. Runs twice without learning twice. `isLast`: there is no
 * further attempt, so a model that fails is done without. Throws what passes, for the queue to try again.
 */
export async function learnFacts(
  ctx: Context,
  payload: JobPayload<'learn-facts'>,
  { stopping, turns, isLast }: Pick<AgentWork, 'stopping' | 'turns'> & { isLast: boolean },
): Promise<void> {
  const held = await turns('learns', () => claimLearning(ctx, payload))
  if (!held) return
  try {
    const learnt = await learntFrom(ctx, held, { stopping, isLast })
    await turns('learns', () => settle(ctx, held, learnt))
  } catch (error) {
    await releaseLearning(ctx, held)
    throw error
  }
}

async function learntFrom(
  ctx: Context,
  { run, agent, asked }: HeldLearning,
  { stopping, isLast }: { stopping: AbortSignal; isLast: boolean },
): Promise<Learnt[]> {
  const said = ownWords(asked.content)
  if (saysLittle(said)) return []
  const wished = explicitWish(said)
  const model = await whichModel(ctx, run.teamId)
  if (typeof model === 'string') return wished
  const facts = await knownFacts(ctx.db, run)
  try {
    const learnt = await within(longestMs, stopping, (signal) =>
      askLearnt(ctx, { held: { run, agent }, model, said, facts, signal }),
    )
    // What somebody wants remembered in so many words is, whatever the model makes of it.
    return learnt.length > 0 ? learnt : wished
  } catch (error) {
    if (stopping.aborted)
      throw new SwitchboardError('unavailable', 'This worker ends; the next goes on.', { retryable: true })
    if (!isSwitchboardError(error) || (error.retryable && !isLast)) throw error
    ctx.logger.warn({ code: error.code, runId: run.id }, 'the model did not say what is worth keeping')
    return wished
  }
}

/** Nothing happens when another worker has done it meanwhile. */
async function settle(ctx: Pick<Context, 'db' | 'clock'>, held: HeldLearning, learnt: Learnt[]): Promise<void> {
  const now = ctx.clock.now()
  const { teamId, userId, id, learningUntil, createdAt } = held.run
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.agentRun.updateMany({
      where: { teamId, id, learningUntil, learntAt: null },
      data: { learntAt: now, learningUntil: null },
    })
    if (count > 0) await keepFacts(tx, { teamId, userId, messageId: held.asked.id, at: createdAt }, learnt, now)
  })
}
