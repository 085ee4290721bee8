import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { MemoryPage } from '@/features/memory/memory-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Memory' }

export default async function Page() {
  const state = await prefetch((client) => client.prefetchQuery(trpc.memory.get.queryOptions()))
  return (
    <HydrationBoundary state={state}>
      <MemoryPage />
    </HydrationBoundary>
  )
}
