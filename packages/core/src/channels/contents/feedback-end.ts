import { answerText, endText } from '../../feedback/end-text'
import { namesOf } from '../../feedback/names-of'
import { titleOf } from '../../feedback/question-of'
import type { Content } from '../contents'
import { escapeMarkdown } from '../escape-markdown'

/** What a question came to, for who asked it and for those whose mail of it cannot be changed. */
export const feedbackEndContent: Content = async (ctx, { teamId, subjectId }) => {
  const request = subjectId
    ? await ctx.db.feedbackRequest.findUnique({ where: { teamId_id: { teamId, id: subjectId } } })
    : null
  if (!request) return null
  const names = await namesOf(ctx.db, [request.answeredById])
  const end = endText(request, names.get(request.answeredById ?? '') ?? null, ctx.clock.now())
  if (end === null) return null
  const word = { answered: 'Answered', cancelled: 'Withdrawn', expired: 'Not answered', open: 'Not answered' }[
    request.state
  ]
  return {
    template: 'message',
    title: `${word}: ${titleOf(request)}`,
    body: [
      `**${escapeMarkdown(request.question)}**`,
      escapeMarkdown(end),
      request.kind === 'text' && request.answer !== null ? quoteOf(answerText(request)) : '',
    ]
      .filter(Boolean)
      .join('\n\n'),
    actions: [],
    link: { label: 'Open in Switchboard', url: new URL(`/feedback/${request.id}`, ctx.publicUrl).href },
    outcome: null,
    unsubscribeUrl: null,
  }
}

/** The whole answer, line by line. */
const quoteOf = (text: string) =>
  text
    .split('\n')
    .map((line) => `> ${escapeMarkdown(line)}`)
    .join('\n')
