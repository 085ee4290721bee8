'use client'

import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { faultOf } from '@/lib/error-text'
import { searchFault } from '@/lib/search-words'
import { useTRPC } from '@/lib/trpc'
import { hasEveryWord } from './has-every-word'
import { bestOf } from './share-out'

const mostFound = 6
const fewestLetters = 2
/** A rest in typing: the server is not asked for every letter. */
const restMs = 120
const views = ['pending', 'less_likely', 'auto_approved', 'decided'] as const
const statuses = ['unfinished', 'done'] as const

/** What the server finds for the palette: suggestions to decide and decided, tasks to do and done. */
export function usePaletteSearch(typed: string) {
  const trpc = useTRPC()
  const wanted = typed.trim()
  const asked = useRested(wanted)
  const refused = searchFault(typed)
  const enabled = asked.length >= fewestLetters && searchFault(asked) === null
  const input = { search: asked, sort: 'match' as const, limit: mostFound }
  const suggestions = useQueries({
    queries: views.map((view) => trpc.suggestion.list.queryOptions({ ...input, view }, { enabled })),
    combine: (results) => ({
      ...standing(results),
      rows: bestOf(
        results.map(({ data }, index) => data?.items.map((row) => ({ ...row, view: views[index] ?? 'pending' })) ?? []),
        rankFor(asked),
        mostFound,
      ),
    }),
  })
  const tasks = useQueries({
    queries: statuses.map((status) => trpc.task.list.queryOptions({ ...input, status }, { enabled })),
    combine: (results) => ({
      ...standing(results),
      rows: bestOf(
        results.map(
          ({ data }) => data?.items.map((row) => ({ ...row, senderName: row.source?.senderName ?? '' })) ?? [],
        ),
        rankFor(asked),
        mostFound,
      ),
    }),
  })
  const error = suggestions.error ?? tasks.error
  // What answers other words than those typed now would be chosen by mistake.
  const isCurrent = asked === wanted && enabled
  const isFetching = suggestions.isFetching || tasks.isFetching
  return {
    isSearching: refused === null && wanted.length >= fewestLetters && (!isCurrent || isFetching),
    suggestions: isCurrent ? suggestions.rows : [],
    tasks: isCurrent ? tasks.rows : [],
    fault:
      refused ?? (isCurrent && error ? `Suggestions and tasks could not be searched. ${faultOf(error).message}` : null),
  }
}

/** As the server ranks them within each list: by title, with the sender, with the rest. */
const rankFor = (words: string) => (row: { title: string; senderName: string }) =>
  hasEveryWord(row.title, words) ? 0 : hasEveryWord(`${row.title} ${row.senderName}`, words) ? 1 : 2

const standing = <Failure>(results: readonly { isFetching: boolean; error: Failure | null }[]) => ({
  isFetching: results.some(({ isFetching }) => isFetching),
  error: results.find(({ error }) => error !== null)?.error ?? null,
})

function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}
