import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { EventsPage } from '@/features/connections/events-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Inbound events' }

export default async function Page() {
  const state = await prefetch((client) => client.prefetchQuery(trpc.system.status.queryOptions()))
  return (
    <HydrationBoundary state={state}>
      <EventsPage />
    </HydrationBoundary>
  )
}
