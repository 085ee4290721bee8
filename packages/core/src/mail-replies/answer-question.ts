import type { FeedbackRequest } from '@switchboard/db'
import { escapeMarkdown } from '../channels/escape-markdown'
import type { Actor, Context } from '../context'
import { notFound, SwitchboardError } from '../errors'
import { answerFeedback } from '../feedback/answer-feedback'
import type { Question, Understood } from '../feedback/answers/question'
import { understandAnswer } from '../feedback/answers/understand-answer'
import { answerText } from '../feedback/end-text'
import { optionsOf, stateAt } from '../feedback/question-of'
import { tooLate } from '../feedback/too-late'
import { askedBack, type End, passedOver, settled } from './end'
import { howToAnswer } from './how-to-answer'
import { unclearText } from './unclear-text'

/**
 * Answers a question by what somebody wrote themselves in their mail; what could mean several things is asked back. Throws not_found, forbidden,
 * already_decided and invalid_input in words for who has written.
 */
export async function answerQuestion(ctx: Context, actor: Actor, id: string, words: string): Promise<End> {
  const request = await readRequest(ctx, actor.teamId, id)
  const understood = understandReply(request, words)
  if (understood.kind === 'answer') {
    const { value, note } = understood
    const answered = await answerFeedback(ctx, await asSeen(ctx, actor, request), { id, value, note, via: 'email' })
    return settled(thanks(answered))
  }
  if (understood.why === 'automatic') return passedOver
  await asSeen(ctx, actor, request)
  if (stateAt(request, ctx.clock.now()) !== 'open') throw await tooLate(ctx, actor.userId, request)
  return askedBack(`${unclearText(understood.why)} Nothing is decided yet. ${escapeMarkdown(howToAnswer(request))}`)
}

/** Throws not_found. */
export async function readRequest(ctx: Pick<Context, 'db'>, teamId: string, id: string): Promise<FeedbackRequest> {
  const request = await ctx.db.feedbackRequest.findUnique({ where: { teamId_id: { teamId, id } } })
  if (!request) throw notFound('question')
  return request
}

export const understandReply = (request: FeedbackRequest, words: string): Understood =>
  understandAnswer(questionOf(request), words)

function questionOf(request: FeedbackRequest): Question {
  const { kind } = request
  if (kind !== 'choice') return { kind }
  return { kind, options: optionsOf(request).map(({ id: value, label }) => ({ value, label })) }
}

/** Throws forbidden for who was not asked: they have its mail before them all the same, as it was passed on to them. */
async function asSeen(ctx: Pick<Context, 'db'>, actor: Actor, { teamId, id }: FeedbackRequest): Promise<Actor> {
  const key = { teamId, requestId: id, userId: actor.userId }
  if ((await ctx.db.feedbackRecipient.count({ where: key })) > 0) return actor
  throw new SwitchboardError('forbidden', 'This question was put to others: only they can answer it.')
}

const thanks = (request: FeedbackRequest): string => {
  const answer = escapeMarkdown(answerText(request))
  if (request.kind === 'text') return 'Thank you: your answer counts.'
  return request.kind === 'choice' ? `Thank you: you chose “${answer}”.` : `Thank you. ${answer}.`
}
