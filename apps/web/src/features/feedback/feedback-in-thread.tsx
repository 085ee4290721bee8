'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/lib/trpc'
import { FeedbackCard } from './feedback-card'

/** A question in the conversation in which it was asked: answered here or anywhere, it says so. `question` stands until it has been read. */
export function FeedbackInThread({ id, question }: { id: string; question: string }) {
  const trpc = useTRPC()
  const { data, isError } = useQuery(trpc.feedback.get.queryOptions({ id }))
  if (data) return <FeedbackCard feedback={data} level={3} />
  return (
    <section className="ask" aria-label="Question" aria-busy={!isError}>
      <div className="ask-q">
        <p className="meta">Question</p>
        <h3>{question}</h3>
      </div>
      {isError && <p className="ask-r meta">Where it stands could not be loaded.</p>}
    </section>
  )
}
