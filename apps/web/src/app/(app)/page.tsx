import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { feedParams, listInput } from '@/features/suggestions/filters'
import { TaskSuggestionFeed } from '@/features/suggestions/task-suggestion-feed'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Feed' }

const load = createLoader({ ...feedParams, s: parseAsString })

export default async function FeedPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { s: openId, ...filters } = await load(searchParams)
  const state = await prefetch(async (client) => {
    const counts = await client.fetchQuery(trpc.suggestion.counts.queryOptions())
    const list = await client.fetchInfiniteQuery(
      trpc.suggestion.list.infiniteQueryOptions(listInput(filters, counts.threshold), {
        getNextPageParam: (page) => page.nextCursor,
      }),
    )
    const id = openId ?? list.pages[0]?.items[0]?.id
    if (id) await client.prefetchQuery(trpc.suggestion.get.queryOptions({ id }))
  })
  return (
    <HydrationBoundary state={state}>
      <TaskSuggestionFeed />
    </HydrationBoundary>
  )
}
