import type { Context } from '../context'
import { filesUnread, isFilesAlone } from '../conversations/files-alone'
import { presentSaid } from '../conversations/present-said'
import { SwitchboardError } from '../errors'
import type { JobPayload } from '../jobs'
import { explicitWish } from '../memory/explicit-wish'
import type { AgentWork } from './agent-work'
import { readCommand, runCommand } from './commands'
import { endRun } from './end-run'
import { noteAfter, notePaused, noteWithout } from './notes'
import { claimRun, type HeldRun } from './run'
import { stopRun } from './stop-run'
import { type NoModel, whichModel } from './which-model'
import { writeAnswer } from './write-answer'

/** A run that was taken up so often without coming to an end is given up, in words. */
const mostAttempts = 5

/**
 * Has the agent answer what a member said: by a command, by the model, or by a note that says why neither. Runs twice without answering
 * twice, and goes on with what a dead worker left. Throws what is not the model's fault: the queue tries again.
 */
export async function answerMessage(
  ctx: Context,
  payload: JobPayload<'answer-message'>,
  work: AgentWork,
): Promise<void> {
  const held = await work.turns('begins', () => claimRun(ctx, payload))
  if (!held) return
  const { run, agent, asked } = held
  if (run.stopAsked) return stopRun(ctx, held)
  if (agent.status !== 'active') return endRun(ctx, held, { as: 'said', kind: 'notice', content: notePaused(agent) })
  if (isFilesAlone(asked.content, presentSaid(asked).attachments))
    return endRun(ctx, held, { as: 'said', kind: 'notice', content: filesUnread })
  if (run.attempts - run.attemptsBefore > mostAttempts) {
    const error = new SwitchboardError('unavailable', 'The agent broke off several times.')
    return endRun(ctx, held, { as: 'failed', content: '', error, notice: noteAfter(error) })
  }
  const called = readCommand(asked.content)
  if (called) {
    const content = await runCommand(ctx, held, called)
    return endRun(ctx, held, { as: 'said', kind: 'text', content })
  }
  const model = await whichModel(ctx, run.teamId)
  if (typeof model === 'string') return answerWithout(ctx, held, model)
  return writeAnswer(ctx, held, model, work)
}

/** What needs no model all the same: a wish to remember something, in so many words. */
async function answerWithout(ctx: Context, held: HeldRun, reason: NoModel): Promise<void> {
  const [wish] = explicitWish(held.asked.content)
  if (wish?.action !== 'keep') return endRun(ctx, held, { as: 'said', kind: 'notice', content: noteWithout(reason) })
  const content = await runCommand(ctx, held, { name: 'remember', words: wish.content })
  return endRun(ctx, held, { as: 'said', kind: 'text', content })
}
