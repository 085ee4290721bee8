import type { Channel, FeedbackRequest } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { checkAnswer } from './check-answer'
import { findRequest } from './find-request'
import { holdConversation } from './hold-conversation'
import { type Answer, answerSchema, stateAt } from './question-of'
import { settleFeedback } from './settle-feedback'
import { tooLate } from './too-late'

export type Answering = { id: string; value: string; note?: string | null; via: Channel }

/** A hundred may answer at once: each waits for a connection of the pool. */
const inTurn = { maxWait: 10_000, timeout: 10_000 }

/**
 * Answers a question for good: one conditional update decides who was first, whatever the race. The same answer of the same person again is
 * what it was. Throws not_found; forbidden for who was not asked; already_decided with who was first, where and when, and for what has
 * expired or was withdrawn; invalid_input.
 */
export async function answerFeedback(ctx: Context, actor: Actor, answering: Answering): Promise<FeedbackRequest> {
  const { teamId, userId } = actor
  const now = ctx.clock.now()
  const request = await findRequest(ctx, actor, answering.id)
  if (!request.recipients.some((one) => one.userId === userId))
    throw new SwitchboardError('forbidden', 'This question was put to others: only they can answer it.')
  if (stateAt(request, now) !== 'open') return lateAnswer(ctx, actor, request, answering)
  const answer = checkAnswer(request, answering)
  const decided = await ctx.db.$transaction(async (tx) => {
    await holdConversation(tx, request)
    const [first] = await tx.feedbackRequest.updateManyAndReturn({
      where: { teamId, id: request.id, state: 'open', expiresAt: { gt: now }, recipients: { some: { userId } } },
      data: {
        state: 'answered',
        answer,
        answeredById: userId,
        answeredVia: answering.via,
        answeredAt: now,
        dueAt: null,
      },
    })
    if (first) await settleFeedback(tx, first, userId, now)
    return first
  }, inTurn)
  return decided ?? lateAnswer(ctx, actor, await findRequest(ctx, actor, request.id), answering)
}

/** Somebody's own answer that comes again, such as a press that a dead worker had done, was right in time. */
async function lateAnswer(
  ctx: Context,
  { userId }: Actor,
  request: FeedbackRequest,
  answering: Answering,
): Promise<FeedbackRequest> {
  if (request.answeredById === userId && request.answeredVia === answering.via && isSame(request, answering))
    return request
  throw await tooLate(ctx, userId, request)
}

function isSame({ answer }: FeedbackRequest, { value, note }: Answering): boolean {
  const known: Answer | undefined = answerSchema.safeParse(answer).data
  return known?.value === value.trim() && known.note === (note?.trim() || null)
}
