'use client'

import { Search, X } from 'lucide-react'
import { type Ref, useEffect, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { SearchFault } from '@/components/ui/search-field'
import { searchFault, searchWords } from '@/lib/search-words'
import type { FeedFilters } from './use-feed-filters'

const typingPauseMs = 250

type FeedSearchProps = { filters: FeedFilters; inputRef: Ref<HTMLInputElement>; onClose: () => void }

/** Takes the place of the filters while somebody searches; Enter goes to the rows, Escape gives up. */
export function FeedSearch({ filters: { state, set }, inputRef, onClose }: FeedSearchProps) {
  const [text, setText] = useState(state.search ?? '')
  const isRefused = searchFault(text) !== null
  const faultId = useId()
  useEffect(() => {
    const search = searchWords(text)
    if (search === searchWords(state.search)) return
    const timer = setTimeout(() => set({ search }), typingPauseMs)
    return () => clearTimeout(timer)
  }, [text, state.search, set])
  const close = () => {
    set({ search: null })
    onClose()
  }
  return (
    <div role="search">
      <div className="filters">
        <label className="search">
          <Icon of={Search} small />
          <input
            ref={inputRef}
            type="search"
            aria-label="Search suggestions"
            aria-invalid={isRefused || undefined}
            aria-describedby={isRefused ? faultId : undefined}
            placeholder="Search titles, notes and senders"
            autoFocus
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.currentTarget.blur()
              if (event.key === 'Escape') close()
            }}
          />
        </label>
        <Button look="quiet" icon small aria-label="Close the search" onClick={close}>
          <Icon of={X} />
        </Button>
      </div>
      <SearchFault id={faultId} typed={text} />
    </div>
  )
}
