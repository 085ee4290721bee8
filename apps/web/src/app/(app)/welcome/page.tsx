import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { WelcomePage } from '@/features/welcome/welcome-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Welcome' }

const load = createLoader({ connection: parseAsString })

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { connection } = await load(searchParams)
  const state = await prefetch((client) => client.prefetchQuery(trpc.connection.available.queryOptions()))
  return (
    <HydrationBoundary state={state}>
      <WelcomePage connectionId={connection} />
    </HydrationBoundary>
  )
}
