'use client'

import { useSearchParams } from 'next/navigation'
import { parseAsString, useQueryState, useQueryStates } from 'nuqs'
import { useCallback, useEffect } from 'react'
import { asksForOtherRows, feedParams, strayParams } from './filters'

/** The feed's filters, kept in the address. Other rows begin with their first one open; an address that is visited keeps what it names. */
export function useFeedFilters() {
  const [state, setState] = useQueryStates(feedParams, { history: 'replace' })
  // An address says what is shown, so that it can be sent to somebody.
  const stray = strayParams(useSearchParams()).join()
  useEffect(() => {
    if (stray) void setState(Object.fromEntries(stray.split(',').map((name) => [name, null])))
  }, [stray, setState])
  const [, setOpenId] = useQueryState('s', parseAsString)
  const set = useCallback(
    (change: Partial<{ [Key in keyof typeof state]: (typeof state)[Key] | null }>) => {
      if (asksForOtherRows(state, change)) void setOpenId(null, { history: 'replace' })
      void setState(change)
    },
    [state, setState, setOpenId],
  )
  const isFiltered = Boolean(
    state.connection || state.priority || state.due || state.flagged || state.sure || state.search,
  )
  const clear = () => set({ connection: null, priority: null, due: null, flagged: null, sure: null, search: null })
  return { state, set, clear, isFiltered }
}

export type FeedFilters = ReturnType<typeof useFeedFilters>
