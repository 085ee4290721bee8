'use client'

import { useQuery } from '@tanstack/react-query'
import { Bone } from '@/components/ui/states'
import { FeedbackCard } from '@/features/feedback/feedback-card'
import { useTRPC } from '@/lib/trpc'

/** A question that the agent has put to people, to be answered where it stands. `text`: its words, should it not load. */
export function SaidQuestion({ id, text }: { id: string; text: string }) {
  const trpc = useTRPC()
  const read = useQuery(trpc.feedback.get.queryOptions({ id }))
  if (read.isPending) return <Bone width="100%" height={120} />
  return read.data ? <FeedbackCard feedback={read.data} /> : <p>{text}</p>
}
