'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleAlert } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { Markdown } from '@/components/ui/markdown'
import { Status } from '@/components/ui/status'
import { useZone } from '@/components/ui/time'
import { When } from '@/components/ui/when'
import { ChannelBadge } from '@/features/conversations/channel-badge'
import type { FeedbackDetail } from '@/lib/api-types'
import { keepDraft } from '@/lib/drafts'
import { faultOf } from '@/lib/error-text'
import { clockTime, exactTime, spanText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { FeedbackAnswer } from './feedback-answer'
import { answeredText, namesText, personText, placeText, standingOf } from './feedback-texts'

type CardProps = {
  feedback: FeedbackDetail
  /** Of the question; above it stand the page's headings. */
  level: 1 | 3
  /** What the message that led here offered: `approve`, `reject`, an option's id. It is marked, and not done. */
  wanted?: string | null
  /** Where the message was that led here. */
  via?: 'web' | 'email' | 'slack' | 'telegram'
}

/** A question: who is asked, where it stands with whom, and what it is answered by, or what it came to. */
export function FeedbackCard({ feedback, level, wanted = null, via = 'web' }: CardProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const myId = useQuery(trpc.team.me.queryOptions()).data?.user.id
  const answering = useMutation(
    trpc.feedback.answer.mutationOptions({
      onSuccess: (after) => {
        keepDraft(`answer:${after.id}`, null)
        queries.setQueryData(trpc.feedback.get.queryKey({ id: after.id }), after)
      },
      onSettled: () => void queries.invalidateQueries({ queryKey: trpc.feedback.pathKey() }),
    }),
  )
  const { id, question, details, recipients, askedBy, createdAt, mayAnswer } = feedback
  const Heading = `h${level}` as const
  return (
    <section className="ask" aria-labelledby={`question-${id}`}>
      <div className="ask-q">
        <p className="meta">
          Question to {namesText(recipients, myId)}, asked by {personText(askedBy, myId)} <When at={createdAt} />
        </p>
        <Heading id={`question-${id}`}>{question}</Heading>
        {details && <Markdown text={details} level={level === 1 ? 2 : 4} />}
      </div>
      <Places feedback={feedback} myId={myId} />
      {feedback.offered && <OfferedView offered={feedback.offered} />}
      <div className="ask-r">
        {mayAnswer ? (
          <FeedbackAnswer
            feedback={feedback}
            wanted={wanted}
            busy={answering.isPending}
            onAnswer={(value) => answering.mutate({ id, value, via })}
          />
        ) : (
          <Outcome feedback={feedback} myId={myId} isOurs={answering.isSuccess} />
        )}
        {mayAnswer && <Until feedback={feedback} />}
        {answering.isError && (
          <p role="alert" className="ask-fault">
            <Icon of={CircleAlert} />
            {faultOf(answering.error).message}
          </p>
        )}
      </div>
    </section>
  )
}

/** Nothing shows that they have written it: it is shown for what it is, and done by a button alone. */
function OfferedView({ offered: { text, sender, at } }: { offered: NonNullable<FeedbackDetail['offered']> }) {
  return (
    <div className="ask-offered">
      <p className="meta">
        A mail from {sender || 'somebody'} has answered this in your name, <When at={at} />. It counts once you answer
        here.
      </p>
      <blockquote className="ask-words">{text}</blockquote>
    </div>
  )
}

type PartProps = { feedback: FeedbackDetail; myId: string | undefined }

function Places({ feedback: { places, answer }, myId }: PartProps) {
  if (places.length === 0) return null
  return (
    <ul aria-label="Where it is asked">
      {places.map((place) => (
        <li key={`${place.channel} ${place.state}`}>
          {place.channel ? <ChannelBadge channel={place.channel} /> : <span />}
          <span>{placeText(place, answer !== null, myId)}</span>
          {place.at && <When at={place.at} />}
        </li>
      ))}
    </ul>
  )
}

const minuteMs = 60_000
const focusNow = (line: HTMLElement | null) => line?.focus()

/** What it came to, by whom, where and after how long; while it waits, for whom and until when. `isOurs`: just now, so that it takes the place of what was pressed. */
function Outcome({ feedback, myId, isOurs }: PartProps & { isOurs: boolean }) {
  const zone = useZone()
  const { state, kind, recipients, answer, createdAt } = feedback
  const { name, icon, tone } = standingOf(feedback)
  return (
    <>
      <p role="status" className="ask-outcome" tabIndex={-1} ref={isOurs ? focusNow : undefined}>
        <Status icon={icon} tone={tone} long>
          {state === 'open' ? `Waits for ${namesText(recipients, myId)}` : name}
        </Status>{' '}
        {answer && (
          <span className="meta">
            {answeredText(answer, myId)} after {spanText((answer.at.getTime() - createdAt.getTime()) / minuteMs)},{' '}
            <time dateTime={answer.at.toISOString()} title={exactTime(answer.at, zone)}>
              {clockTime(answer.at, zone)}
            </time>
          </span>
        )}
        {state === 'open' && <Until feedback={feedback} />}
        {state === 'expired' && (
          <span className="meta">
            It waited until <When at={feedback.expiresAt} />
          </span>
        )}
      </p>
      {answer && kind !== 'approval' && <p className="ask-words">{answer.text}</p>}
      {answer?.note && <p className="ask-words">{answer.note}</p>}
    </>
  )
}

function Until({ feedback: { recipients, expiresAt } }: Pick<PartProps, 'feedback'>) {
  return (
    <span className="meta">
      {recipients.length > 1 ? 'The first answer counts' : 'An answer counts'} until <When at={expiresAt} />
    </span>
  )
}
