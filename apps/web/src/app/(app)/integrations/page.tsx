import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { IntegrationDashboard } from '@/features/connections/integration-dashboard'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Integrations' }

export default async function Page() {
  const state = await prefetch((client) => client.prefetchQuery(trpc.connection.available.queryOptions()))
  return (
    <HydrationBoundary state={state}>
      <IntegrationDashboard />
    </HydrationBoundary>
  )
}
