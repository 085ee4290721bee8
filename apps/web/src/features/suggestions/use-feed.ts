'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { SuggestionRow } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { splitArrivals } from './arrivals'
import { listInput } from './filters'
import type { Decisions } from './use-decisions'
import type { FeedFilters } from './use-feed-filters'

const noRows: SuggestionRow[] = []

/** The list under the present filters: rows that stay where they are, and those that wait to be shown. */
export function useFeed(filters: FeedFilters, { leaving, settle }: Pick<Decisions, 'leaving' | 'settle'>) {
  const trpc = useTRPC()
  const counts = useQuery(trpc.suggestion.counts.queryOptions())
  const input = listInput(filters.state, counts.data?.threshold ?? 1)
  const list = useInfiniteQuery(
    trpc.suggestion.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: undefined,
    }),
  )
  const { data } = list
  const settleWith = useEffectEvent(settle)
  useEffect(() => {
    if (data) settleWith(new Set(data.pages.flatMap((page) => page.items.map(({ id }) => id))))
  }, [data])
  const key = JSON.stringify(input)
  const [known, setKnown] = useState<{ key: string; ids: ReadonlySet<string> }>({ key, ids: new Set() })
  const ids = known.key === key ? known.ids : new Set<string>()

  // A page of the keyset may hold a row that an earlier one held before it moved.
  const all = [...new Map((list.data?.pages ?? []).flatMap((page) => page.items).map((row) => [row.id, row])).values()]
  const rows =
    filters.state.view === 'pending' || filters.state.view === 'less_likely'
      ? all.filter((row) => !leaving.has(row.id))
      : all
  const { shown, waiting } = splitArrivals(rows.length > 0 ? rows : noRows, ids)
  if (known.key !== key || shown.some((row) => !ids.has(row.id)))
    setKnown({ key, ids: new Set([...ids, ...shown.map((row) => row.id)]) })

  return {
    list,
    counts: counts.data,
    rows: shown,
    waiting: waiting.length,
    showWaiting: () => setKnown({ key, ids: new Set(rows.map((row) => row.id)) }),
  }
}

export type Feed = ReturnType<typeof useFeed>
