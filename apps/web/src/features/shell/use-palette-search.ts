'use client'

import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

const mostFound = 6
const fewestLetters = 2
/** A rest in typing: the server is not asked for every letter. */
const restMs = 120
const views = ['pending', 'less_likely', 'decided'] as const

/** What the server finds for the palette: suggestions, also dismissed ones, and tasks. What was approved is found as its task. */
export function usePaletteSearch(typed: string) {
  const trpc = useTRPC()
  const wanted = typed.trim()
  const asked = useRested(wanted)
  const enabled = asked.length >= fewestLetters
  const input = { search: asked, limit: mostFound }
  const suggestions = useQueries({
    queries: views.map((view) => trpc.suggestion.list.queryOptions({ ...input, view }, { enabled })),
    combine: (results) => ({
      isFetching: results.some(({ isFetching }) => isFetching),
      error: results.find(({ error }) => error !== null)?.error ?? null,
      rows: results
        .flatMap(({ data }, index) => data?.items.map((row) => ({ ...row, view: views[index] ?? 'pending' })) ?? [])
        .filter(({ status }) => status !== 'approved')
        .slice(0, mostFound),
    }),
  })
  const tasks = useQuery(trpc.task.list.queryOptions(input, { enabled }))
  const error = suggestions.error ?? tasks.error
  // What answers other words than those typed now would be chosen by mistake.
  const isCurrent = asked === wanted && enabled
  return {
    isSearching: wanted.length >= fewestLetters && (!isCurrent || suggestions.isFetching || tasks.isFetching),
    suggestions: isCurrent ? suggestions.rows : [],
    tasks: isCurrent ? (tasks.data?.items ?? []) : [],
    fault: isCurrent && error ? faultOf(error).message : null,
  }
}

function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}
