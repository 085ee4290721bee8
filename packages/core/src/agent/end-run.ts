import type { AgentRun, RunState, Transaction } from '@switchboard/db'
import { takeSeq } from '../conversations/append-events'
import { type Queued, sayAsAgent, setAgentState, tellSaid } from '../conversations/say-as-agent'
import { mayBecome } from '../conversations/transitions'
import { enqueueRun } from '../conversations/enqueue-run'
import type { Context } from '../context'
import type { SwitchboardError } from '../errors'
import { enqueue } from '../jobs'
import { readCommand } from './commands'
import { settleJobRun } from './jobs/settle-job-run'
import { type HeldRun, isStillOurs } from './run'
import { answerKey, type Step } from './steps'

/** What a run came to. */
export type Ended =
  /** Said at once: by a command, or a note in place of an answer. */
  | { as: 'said'; kind: 'text' | 'notice'; content: string }
  /** The agent asks back, after what it has written. */
  | { as: 'clarifies'; content: string; question: string }
  /** People are asked something: what is written so far is whole, and the run goes on with their answer. */
  | { as: 'waits'; content: string; steps: Step[] }
  /** The answer that was being written is whole; `isCut`: as far as one answer may be long. */
  | { as: 'written'; content: string; isCut?: boolean }
  /** The person wanted it to stop: what is there stays, also with no `content` of this worker's. */
  | { as: 'stopped'; content: string }
  /** The model failed: `notice` says what happened and what still works. */
  | { as: 'failed'; content: string; error: SwitchboardError; notice: string }

/**
 * Ends a run with what it came to, by one transaction; what was asked is then looked at for what is to be remembered. Nothing happens when
 * another worker has taken it up meanwhile.
 */
export async function endRun(ctx: Pick<Context, 'db' | 'clock'>, held: HeldRun, ended: Ended): Promise<void> {
  const now = ctx.clock.now()
  const { conversation, run } = held
  const { teamId, id } = run
  await ctx.db.$transaction(async (tx) => {
    // As everywhere: the conversation's row first.
    await takeSeq(tx, teamId, conversation.id, 0)
    if (!(await isStillOurs(tx, run))) return
    const queued: Queued = []
    const answerId = await settle(tx, held, ended, now, queued)
    const state = runStates[ended.as]
    const { stopAsked } = await tx.agentRun.update({
      where: { teamId_id: { teamId, id } },
      data: {
        state,
        finishedAt: state === 'waiting' ? null : now,
        ...(answerId ? { answerId } : {}),
        // What was said stays said, and to wait is not to break off.
        ...(ended.as === 'waits'
          ? { attemptsBefore: run.attempts, steps: ended.steps.map((step) => ({ ...step, said: true })) }
          : {}),
        ...(ended.as === 'failed' ? { errorCode: ended.error.code, errorMessage: ended.error.message } : {}),
      },
    })
    // Whoever pressed while it was asking is not left with a question that nobody hears the answer to.
    if (state === 'waiting' && stopAsked) await enqueueRun(tx, run)
    await setAgentState(tx, conversation, ended.as === 'failed' ? 'error' : 'idle', now)
    if (state !== 'waiting') await settleJobRun(tx, run, resultOf(ended), now)
    const isTold = state !== 'waiting' && run.jobId === null
    if (isTold && held.remembers && readCommand(held.asked.content) === null) await queueLearning(tx, run)
    // Last: everybody who tells something in the same second waits for the others from here on.
    for (const queue of queued) await queue()
  })
}

/** A member's one after another: each sees what the one before has kept. Nobody waits for it. */
const queueLearning = (tx: Transaction, { teamId, userId, id: runId }: AgentRun) =>
  enqueue(tx, 'learn-facts', { teamId, runId }, { queueName: `memory:${userId}`, priority: 10, maxAttempts: 6 })

const runStates: Record<Ended['as'], RunState> = {
  said: 'done',
  clarifies: 'done',
  written: 'done',
  waits: 'waiting',
  stopped: 'stopped',
  failed: 'failed',
}

/** What becomes of the message that was being written. */
const statuses: Record<Ended['as'], 'sent' | 'stopped' | 'failed'> = {
  said: 'failed',
  clarifies: 'sent',
  written: 'sent',
  waits: 'sent',
  stopped: 'stopped',
  failed: 'failed',
}

/** What a job's run came to, in words; that it could not be answered is a failure of it. */
function resultOf(ended: Ended): { failed: boolean; text: string } {
  switch (ended.as) {
    case 'failed':
      return { failed: true, text: ended.notice }
    case 'stopped':
      return { failed: true, text: 'It was stopped.' }
    case 'said':
      return { failed: ended.kind === 'notice', text: ended.content }
    case 'clarifies':
      return { failed: true, text: ended.question }
    case 'written':
    case 'waits':
      return { failed: false, text: ended.content }
  }
}

async function settle(tx: Transaction, held: HeldRun, ended: Ended, now: Date, queued: Queued): Promise<string | null> {
  const { conversation, run } = held
  const data = { runId: run.id }
  const status = statuses[ended.as]
  const [answer] = await tx.conversationMessage.updateManyAndReturn({
    where: { teamId: run.teamId, userId: run.userId, key: answerKey(run), status: { in: mayBecome('agent', status) } },
    data: {
      status,
      // Of one that a dead worker left, what the person has read stays.
      ...(ended.as === 'said' || (status !== 'sent' && ended.content === '') ? {} : { content: ended.content }),
      ...(ended.as === 'written' && ended.isCut ? { data: { ...data, isCut: true } } : {}),
      settledAt: now,
      errorMessage: ended.as === 'failed' ? ended.error.message : ended.as === 'said' ? 'This was broken off.' : null,
    },
  })
  if (answer) await tellSaid(tx, answer, now, queued)
  if (ended.as === 'said') {
    const { kind, content } = ended
    return (await sayAsAgent(tx, conversation, { key: `run:${run.id}:said`, kind, content, data }, now, queued)).id
  }
  if (ended.as === 'clarifies') {
    const { question: content } = ended
    const asked = { key: `run:${run.id}:asks`, kind: 'clarification', content, data } as const
    return (await sayAsAgent(tx, conversation, asked, now, queued)).id
  }
  if (ended.as !== 'failed') return answer?.id ?? null
  const notice = { key: `run:${run.id}:fault`, kind: 'notice', content: ended.notice, data } as const
  const said = await sayAsAgent(tx, conversation, notice, now, queued)
  return answer?.id ?? said.id
}
