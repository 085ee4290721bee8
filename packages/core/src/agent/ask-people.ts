import type { FeedbackRequest } from '@switchboard/db'
import { randomUUID } from 'node:crypto'
import { takeSeq } from '../conversations/append-events'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import { askFeedback, type Asking } from '../feedback/ask-feedback'
import { answerText } from '../feedback/end-text'
import { namesOf } from '../feedback/names-of'
import { answerSchema, stateAt } from '../feedback/question-of'
import { hearOutside } from './hear-outside'
import { type HeldRun, isStillOurs } from './run'
import type { Calling } from './run-calls'
import { overtaken, type StepCall } from './steps'

/** Open ones that agents have asked for one member. */
const mostOpen = 20

/**
 * Asks people for a call, and keeps in the same transaction that it waits for them: once, whatever becomes of the worker. Throws
 * invalid_input, rate_limited, conflict when another worker has the run.
 */
export async function askInRun(
  ctx: Context,
  { held, steps }: Calling,
  call: StepCall,
  { for: wanted, asking }: { for: 'answer' | 'permission'; asking: Asking },
): Promise<{ as: 'waits' }> {
  const { conversation, run } = held
  const { teamId, userId } = run
  const id = randomUUID()
  const before = { ...call }
  await ctx.db
    .$transaction(async (tx) => {
      await takeSeq(tx, teamId, conversation.id, 0)
      if (!(await isStillOurs(tx, run))) throw overtaken()
      const open = await tx.feedbackRequest.count({
        where: { teamId, state: 'open', askedById: null, conversation: { userId } },
      })
      if (open >= mostOpen)
        throw new SwitchboardError('rate_limited', `${mostOpen} questions of agents wait for answers already.`)
      Object.assign(call, { state: 'asked', question: { id, for: wanted } })
      await tx.agentRun.update({ where: { teamId_id: { teamId, id: run.id } }, data: { steps } })
      if (wanted === 'answer') await hearOutside(tx, conversation)
      await askFeedback(tx, { teamId, userId: null, conversation, runId: run.id }, { ...asking, id }, ctx.clock.now())
    })
    .catch((error: unknown) => {
      Object.assign(call, before)
      throw error
    })
  return { as: 'waits' }
}

/** What a question came to, for the model; `open` while it waits. */
export async function settledQuestion(
  ctx: Context,
  { run }: HeldRun,
  { id, for: wanted }: NonNullable<StepCall['question']>,
): Promise<'open' | { agreed: boolean; text: string }> {
  const { teamId } = run
  const request = await ctx.db.feedbackRequest.findUnique({ where: { teamId_id: { teamId, id } } })
  if (!request) return { agreed: false, text: 'not_found: The question is gone.' }
  switch (stateAt(request, ctx.clock.now())) {
    case 'open':
      return 'open'
    case 'expired':
      return { agreed: false, text: 'Nobody has answered in time. Nothing was done.' }
    case 'cancelled':
      return { agreed: false, text: 'The question was withdrawn. Nothing was done.' }
    case 'answered':
      return wanted === 'permission' ? permission(request) : { agreed: true, text: await answerOf(ctx, request) }
  }
}

function permission({ answer }: FeedbackRequest): { agreed: boolean; text: string } {
  const { value, note } = answerSchema.parse(answer)
  const words = note === null ? '' : ` They wrote: ${note}`
  return { agreed: value === 'approve', text: `forbidden: The person does not want this. Nothing was done.${words}` }
}

async function answerOf(ctx: Context, request: FeedbackRequest): Promise<string> {
  const names = await namesOf(ctx.db, [request.answeredById])
  const by = names.get(request.answeredById ?? '') ?? 'somebody who has left'
  return JSON.stringify({ answer: answerText(request), note: answerSchema.parse(request.answer).note, by })
}
