import type { Actor, Context } from '../context'
import type { ChannelKind, MessageForm } from '../ports/message-channel'
import { answerFeedback } from './answer-feedback'
import { findRequest } from './find-request'
import { optionsOf, stateAt } from './question-of'

/** What a press comes to: a sentence for who has pressed, or something to be filled in first. */
export type Pressed = { text: string } | { form: MessageForm }

/** A verdict, the place of an option, or a form to `choose` one or to `write` in. */
export type FeedbackVerb = 'approve' | 'reject' | 'choose' | 'write' | number

type Press = { verb: FeedbackVerb; id: string; values: Record<string, string> | null; via: ChannelKind }

/** Answers a question where its message stands. Throws as `answerFeedback` does, in words for who has pressed. */
export async function pressFeedback(ctx: Context, actor: Actor, { verb, id, values, via }: Press): Promise<Pressed> {
  const request = await findRequest(ctx, actor, id)
  if ((verb === 'choose' || verb === 'write') && values === null) {
    const isAsked = request.recipients.some(({ userId }) => userId === actor.userId)
    // Whom it is not put to, and who comes too late, are told so before they write.
    if (isAsked && stateAt(request, ctx.clock.now()) === 'open') return { form: formOf(verb, request) }
  }
  const value =
    verb === 'approve' || verb === 'reject'
      ? verb
      : typeof verb === 'number'
        ? (optionsOf(request)[verb]?.id ?? '')
        : (values?.answer ?? '')
  await answerFeedback(ctx, actor, { id, value, via })
  return { text: verb === 'approve' ? 'Approved.' : verb === 'reject' ? 'Rejected.' : 'Thank you: your answer counts.' }
}

type Asked = Parameters<typeof optionsOf>[0] & { id: string; question: string }

const formOf = (verb: 'choose' | 'write', request: Asked): MessageForm => {
  const field = { name: 'answer', label: request.question, value: '', optional: false }
  return {
    id: `feedback.${verb}:${request.id}`,
    title: 'Your answer',
    submit: 'Answer',
    fields: [
      verb === 'write'
        ? { ...field, kind: 'text' }
        : {
            ...field,
            kind: 'choice',
            options: optionsOf(request).map(({ id: value, label }) => ({ value, label })),
          },
    ],
  }
}
