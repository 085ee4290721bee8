import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { AgentsPage } from '@/features/agents/agents-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Agents' }

export default async function Page() {
  const state = await prefetch(
    (client) => client.prefetchQuery(trpc.agent.list.queryOptions()),
    (client) => client.prefetchQuery(trpc.agent.jobs.queryOptions()),
  )
  return (
    <HydrationBoundary state={state}>
      <AgentsPage />
    </HydrationBoundary>
  )
}
