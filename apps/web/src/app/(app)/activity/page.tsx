import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ActivityPage } from '@/features/activity/activity-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Activity' }

export default async function Page() {
  const state = await prefetch((client) =>
    client.prefetchInfiniteQuery(
      trpc.activity.writeBacks.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
    ),
  )
  return (
    <HydrationBoundary state={state}>
      <ActivityPage />
    </HydrationBoundary>
  )
}
