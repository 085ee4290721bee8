'use client'

import { useQueryStates } from 'nuqs'
import { useCallback } from 'react'
import { feedParams } from './filters'

/** The feed's filters, kept in the address. */
export function useFeedFilters() {
  const [state, setState] = useQueryStates(feedParams, { history: 'replace' })
  const set = useCallback(
    (change: Partial<{ [Key in keyof typeof state]: (typeof state)[Key] | null }>) => void setState(change),
    [setState],
  )
  const isFiltered = Boolean(
    state.connection || state.priority || state.due || state.flagged || state.sure || state.search,
  )
  const clear = () => set({ connection: null, priority: null, due: null, flagged: null, sure: null, search: null })
  return { state, set, clear, isFiltered }
}

export type FeedFilters = ReturnType<typeof useFeedFilters>
