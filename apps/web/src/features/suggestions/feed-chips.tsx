'use client'

import { useEffect, useRef } from 'react'
import type { Outputs } from '@/lib/api-types'
import { percentLine } from '@/lib/percent'
import { countText } from '@/lib/count-text'
import type { FeedFilters } from './use-feed-filters'

/** The filters that matter on a phone. */
export function FeedChips({
  filters,
  counts,
}: {
  filters: FeedFilters
  counts: Outputs['suggestion']['counts'] | undefined
}) {
  const { state, set, clear } = filters
  const all = state.view === 'pending' && !filters.isFiltered
  const only = (change: Parameters<typeof set>[0]) => {
    clear()
    set({ view: 'pending', ...change })
  }
  return (
    <div className="ph-chips" role="group" aria-label="Filters">
      <Chip text="All" count={counts?.pending} pressed={all} onPress={() => only({})} />
      <Chip
        text="Due today"
        count={counts?.dueToday}
        pressed={state.due === 'today'}
        onPress={() => only({ due: 'today' })}
      />
      <Chip
        text={counts ? `${percentLine(counts.threshold)} or more` : 'Surest'}
        count={counts?.atOrAboveThreshold}
        pressed={state.sure === true}
        onPress={() => only({ sure: true })}
      />
      <Chip
        text="Flagged"
        count={counts?.flagged}
        pressed={state.flagged === true}
        onPress={() => only({ flagged: true })}
      />
      <Chip
        text="Less likely"
        count={counts?.lessLikely}
        pressed={state.view === 'less_likely'}
        onPress={() => only({ view: 'less_likely' })}
      />
      <Chip
        text="By itself"
        count={counts?.autoApproved}
        pressed={state.view === 'auto_approved'}
        onPress={() => only({ view: 'auto_approved' })}
      />
      <Chip
        text="Decided"
        count={counts?.decided}
        pressed={state.view === 'decided'}
        onPress={() => only({ view: 'decided' })}
      />
    </div>
  )
}

function Chip({
  text,
  count,
  pressed,
  onPress,
}: {
  text: string
  count: number | undefined
  pressed: boolean
  onPress: () => void
}) {
  const button = useRef<HTMLButtonElement>(null)
  // The row is longer than a phone is wide.
  useEffect(() => {
    if (pressed) void button.current?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pressed])
  return (
    <button ref={button} type="button" aria-pressed={pressed} onClick={onPress}>
      {text}
      {count !== undefined && ` ${countText(count)}`}
    </button>
  )
}
