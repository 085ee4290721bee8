import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { LimitsPage } from '@/features/limits/limits-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Limits' }

export default async function Page() {
  const state = await prefetch((client) => client.prefetchQuery(trpc.conversation.usage.queryOptions()))
  return (
    <HydrationBoundary state={state}>
      <LimitsPage />
    </HydrationBoundary>
  )
}
