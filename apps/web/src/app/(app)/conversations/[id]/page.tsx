import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { wholeInput } from '@/features/conversations/conversation-input'
import { ThreadPage } from '@/features/conversations/thread-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Conversation' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const state = await prefetch(
    (client) => client.prefetchQuery(trpc.conversation.get.queryOptions(wholeInput(id))),
    (client) => client.prefetchQuery(trpc.reach.get.queryOptions()),
  )
  return (
    <HydrationBoundary state={state}>
      <ThreadPage id={id} />
    </HydrationBoundary>
  )
}
