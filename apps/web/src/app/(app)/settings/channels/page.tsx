import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ChannelsPage } from '@/features/channels/channels-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Channels' }

export default async function Page() {
  const state = await prefetch((client) => client.prefetchQuery(trpc.channel.list.queryOptions()))
  return (
    <HydrationBoundary state={state}>
      <ChannelsPage />
    </HydrationBoundary>
  )
}
