'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { SuggestionRow } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'

/** The next two are read ahead: going on must not wait. */
export function useReadAhead(rows: readonly SuggestionRow[], index: number): void {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const ahead = rows
    .slice(Math.max(index, 0), Math.max(index, 0) + 3)
    .map(({ id }) => id)
    .join()
  useEffect(() => {
    for (const id of ahead.split(',').filter(Boolean))
      void queries.prefetchQuery(trpc.suggestion.get.queryOptions({ id }))
  }, [ahead, queries, trpc])
}
