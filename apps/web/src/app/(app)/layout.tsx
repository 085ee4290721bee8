import { HydrationBoundary } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Frame } from '@/features/shell/frame'
import { ApiProvider } from '@/lib/trpc'
import { composition } from '@/server/composition'
import { requireUserId } from '@/server/session'
import { prefetch, trpc } from '@/server/trpc'

export const dynamic = 'force-dynamic'

/** Pages of the signed-in: the frame with what it shows everywhere, read before the page is sent. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  await requireUserId()
  const state = await prefetch(
    (client) => client.prefetchQuery(trpc.team.me.queryOptions()),
    (client) => client.prefetchQuery(trpc.connection.list.queryOptions()),
    (client) => client.prefetchQuery(trpc.suggestion.counts.queryOptions()),
    (client) => client.prefetchQuery(trpc.task.counts.queryOptions()),
    (client) => client.prefetchQuery(trpc.conversation.counts.queryOptions()),
    (client) => client.prefetchQuery(trpc.feedback.counts.queryOptions()),
    (client) => client.prefetchQuery(trpc.system.status.queryOptions()),
  )
  const userAgent = (await headers()).get('user-agent') ?? ''
  return (
    <ApiProvider gatewayUrl={composition().system.gatewayUrl}>
      <HydrationBoundary state={state}>
        <NuqsAdapter>
          <Frame now={Date.now()} userAgent={userAgent}>
            {children}
          </Frame>
        </NuqsAdapter>
      </HydrationBoundary>
    </ApiProvider>
  )
}
