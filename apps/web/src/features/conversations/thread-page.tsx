'use client'

import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '@/components/ui/states'
import { useTRPC } from '@/lib/trpc'
import { wholeInput } from './conversation-input'
import { OpenThread } from './open-thread'
import { ThreadSkeleton } from './skeletons'

/** One conversation: what was said, what the agent is at, and where one writes. */
export function ThreadPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const read = useQuery(trpc.conversation.get.queryOptions(wholeInput(id)))
  if (read.data) return <OpenThread key={id} whole={read.data} />
  if (!read.isError) return <ThreadSkeleton />
  return (
    <div className="conv-thread">
      <ErrorState
        title="This conversation could not be loaded"
        error={read.error}
        onRetry={() => void read.refetch()}
      />
    </div>
  )
}
