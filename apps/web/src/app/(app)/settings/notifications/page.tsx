import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { NotificationsPage } from '@/features/reach/notifications-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Notifications' }

export default async function Page() {
  const state = await prefetch((client) => client.prefetchQuery(trpc.reach.get.queryOptions()))
  return (
    <HydrationBoundary state={state}>
      <NotificationsPage />
    </HydrationBoundary>
  )
}
