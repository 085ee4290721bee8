import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { NewConversation } from '@/features/conversations/new-conversation'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Conversations' }

export default async function Page() {
  const state = await prefetch((client) => client.prefetchQuery(trpc.conversation.agents.queryOptions()))
  return (
    <HydrationBoundary state={state}>
      <NewConversation />
    </HydrationBoundary>
  )
}
