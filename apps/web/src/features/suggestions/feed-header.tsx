'use client'

import { Check, ListChecks, Search } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { percentLine } from '@/lib/percent'
import { countText } from '@/lib/count-text'
import type { Feed } from './use-feed'
import type { FeedFilters } from './use-feed-filters'

type FeedHeaderProps = {
  feed: Feed
  filters: FeedFilters
  phone: boolean
  searching: boolean
  /** How many the one button approves. */
  above: number
  isBusy: boolean
  /** Whether several are being chosen; null where that has no button. */
  selecting: boolean | null
  onSearch: () => void
  onSelecting: () => void
  onApproveAbove: () => void
}

/** How much there is, and what is done with all of it. */
export function FeedHeader({
  feed: { list, rows, counts },
  filters,
  phone,
  searching,
  above,
  isBusy,
  selecting,
  onSearch,
  onSelecting,
  onApproveAbove,
}: FeedHeaderProps) {
  const { view } = filters.state
  return (
    <header className="bar">
      <h1>Feed</h1>
      <span className="meta grow">
        {list.isError
          ? 'Not loaded'
          : filters.isFiltered
            ? `${rows.length}${list.hasNextPage ? '+' : ''} found`
            : summary(counts, view)}
      </span>
      <Button
        className="order-last"
        look="quiet"
        icon
        small={!phone}
        aria-label="Search suggestions"
        aria-keyshortcuts="/"
        aria-expanded={searching}
        onClick={onSearch}
      >
        <Icon of={Search} />
      </Button>
      {selecting !== null && (
        <Button look="quiet" icon aria-label="Select several" aria-pressed={selecting} onClick={onSelecting}>
          <Icon of={ListChecks} />
        </Button>
      )}
      {view === 'pending' && counts && above > 0 && !phone && (
        <Button small disabled={isBusy} onClick={onApproveAbove}>
          <Icon of={Check} />
          Approve {countText(above)} at {percentLine(counts.threshold)} or more
        </Button>
      )}
    </header>
  )
}

function summary(
  counts: { pending: number; lessLikely: number; autoApproved: number; decided: number } | undefined,
  view: string,
): string {
  if (!counts) return ''
  if (view === 'less_likely') return `${countText(counts.lessLikely)} less likely`
  if (view === 'auto_approved') return `${countText(counts.autoApproved)} approved by itself`
  if (view === 'decided') return `${countText(counts.decided)} decided`
  return counts.pending === 0 ? 'Nothing to decide' : `${countText(counts.pending)} to decide`
}
