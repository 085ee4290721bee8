import { HydrationBoundary } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { listInput } from '@/features/conversations/conversation-input'
import { ConversationsFrame } from '@/features/conversations/conversations-frame'
import { prefetch, trpc } from '@/server/trpc'

/** The list stays while one conversation after another is opened. */
export default async function Layout({ children }: { children: ReactNode }) {
  const state = await prefetch((client) =>
    client.prefetchInfiniteQuery(
      trpc.conversation.list.infiniteQueryOptions(listInput(null), { getNextPageParam: (page) => page.nextCursor }),
    ),
  )
  return (
    <HydrationBoundary state={state}>
      <ConversationsFrame>{children}</ConversationsFrame>
    </HydrationBoundary>
  )
}
