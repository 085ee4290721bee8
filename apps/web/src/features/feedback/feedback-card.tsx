'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Markdown } from '@/components/ui/markdown'
import { Status } from '@/components/ui/status'
import { Age, useNow, useZone } from '@/components/ui/time'
import type { Feedback } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { FeedbackAnswer } from './feedback-answer'
import { answeredText, feedbackStates, namesText, placesText } from './feedback-texts'

type CardProps = {
  feedback: Feedback
  /** What the message that led here offered: `approve`, `reject`, an option's id. It is marked, and not done. */
  wanted?: string | null
  /** Where the message was that led here. */
  via?: 'web' | 'email' | 'slack' | 'telegram'
}

/** A question with what it is answered by; once it has ended, what it came to. */
export function FeedbackCard({ feedback, wanted = null, via = 'web' }: CardProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const answering = useMutation(
    trpc.feedback.answer.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.feedback.pathKey() }),
    }),
  )
  const { id, question, details, state, mayAnswer } = feedback
  const { name, icon, tone } = feedbackStates[state]
  return (
    <article className="feedback" aria-labelledby={`question-${id}`}>
      <h2 id={`question-${id}`}>{question}</h2>
      {details && <Markdown text={details} />}
      <Status icon={icon} tone={tone} role="status" long>
        {name}
        {feedback.answer && ` ${answeredText(feedback.answer)}`}
      </Status>
      {feedback.answer && <AnswerView answer={feedback.answer} />}
      {mayAnswer && (
        <FeedbackAnswer
          feedback={feedback}
          wanted={wanted}
          busy={answering.isPending}
          onAnswer={(value) => answering.mutate({ id, value, via })}
        />
      )}
      {answering.isError && (
        <p role="alert" className="text-bad">
          {faultOf(answering.error).message}
        </p>
      )}
      <Facts feedback={feedback} />
    </article>
  )
}

function AnswerView({ answer: { text, note } }: { answer: NonNullable<Feedback['answer']> }) {
  return (
    <div className="feedback-words">
      <p className="strong">{text}</p>
      {note && <p>{note}</p>}
    </div>
  )
}

function Facts({ feedback: { askedBy, recipients, channels, state, createdAt, expiresAt } }: { feedback: Feedback }) {
  const now = useNow()
  const zone = useZone()
  return (
    <p className="meta">
      {askedBy?.name ?? 'An agent'} asked {namesText(recipients)} {placesText(channels)},{' '}
      <Age at={createdAt} suffix=" ago" />.{' '}
      {state === 'open' && `The first answer counts, until ${whenText(expiresAt, now, zone)}.`}
    </p>
  )
}
