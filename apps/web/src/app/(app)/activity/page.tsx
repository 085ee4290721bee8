import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ActivityPage } from '@/features/activity/activity-page'
import { firstMessages } from '@/features/messages/first-messages'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Activity' }

export default async function Page({ searchParams }: { searchParams: Promise<{ tab?: string | string[] }> }) {
  const { tab } = await searchParams
  const state = await prefetch((client) =>
    tab === 'messages'
      ? client.prefetchInfiniteQuery(
          trpc.delivery.list.infiniteQueryOptions(firstMessages, { getNextPageParam: (page) => page.nextCursor }),
        )
      : client.prefetchInfiniteQuery(
          trpc.activity.writeBacks.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
        ),
  )
  return (
    <HydrationBoundary state={state}>
      <ActivityPage />
    </HydrationBoundary>
  )
}
