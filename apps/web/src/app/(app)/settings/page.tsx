import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { SettingsPage } from '@/features/settings/settings-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Settings' }

export default async function Page() {
  const state = await prefetch(
    (client) => client.prefetchQuery(trpc.team.members.queryOptions()),
    (client) => client.prefetchQuery(trpc.team.settings.queryOptions()),
    (client) => client.prefetchQuery(trpc.team.usage.queryOptions()),
  )
  return (
    <HydrationBoundary state={state}>
      <SettingsPage />
    </HydrationBoundary>
  )
}
