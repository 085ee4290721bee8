'use client'

import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, ListChecks, Search, WifiOff } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { ErrorState } from '@/components/ui/states'
import { useZone } from '@/components/ui/time'
import { useLive } from '@/lib/live-updates'
import { clockTime } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { useKeys } from '@/lib/use-keys'
import { usePhone, useWide } from '@/lib/use-wide'
import { BatchBar } from './batch-bar'
import { DecisionBar } from './decision-bar'
import { FeedChips } from './feed-chips'
import { FeedEmpty } from './feed-empty'
import { FeedFilterBar } from './feed-filters'
import { FeedList, FeedListSkeleton } from './feed-list'
import { FeedSearch } from './feed-search'
import { reaching, subjectsOf } from './subjects'
import { DetailSkeleton, SuggestionDetail } from './suggestion-detail'
import { UndoStatus } from './undo-status'
import { useDecisions } from './use-decisions'
import { useEdits } from './use-edits'
import { useFeed } from './use-feed'
import { useFeedFilters } from './use-feed-filters'
import { useSelection } from './use-selection'

/** What needs a decision, why, and from where. */
export function TaskSuggestionFeed() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const phone = usePhone()
  const wide = useWide()
  const filters = useFeedFilters()
  const [openId, setOpenId] = useQueryState('s', parseAsString)
  const [expandedId, setExpandedId] = useState<string | null>(null)
  const [selecting, setSelecting] = useState(false)
  const [reasonOpen, setReasonOpen] = useState(false)
  const titleRef = useRef<HTMLTextAreaElement>(null)
  const searchRef = useRef<HTMLInputElement>(null)
  const [searching, setSearching] = useState(filters.state.search !== null)

  const { view } = filters.state
  const edits = useEdits()
  const decisions = useDecisions({ view, edits, onShow: (id) => wide && void setOpenId(id) })
  const feed = useFeed(filters, decisions)
  const connections = useQuery(trpc.connection.list.queryOptions()).data?.items ?? []
  const dueToday = useQuery(trpc.task.counts.queryOptions()).data?.dueToday ?? 0
  const { rows, counts, list } = feed
  const selection = useSelection(rows.map(({ id }) => id))
  const decidable = view === 'pending' || view === 'less_likely'

  const currentId = openId ?? (wide ? (rows[0]?.id ?? null) : null)
  const index = rows.findIndex(({ id }) => id === currentId)
  const opened = useQuery(trpc.suggestion.get.queryOptions(currentId === null ? skipToken : { id: currentId })).data

  const open = useCallback(
    (id: string | null) => void setOpenId(id, { history: wide ? 'replace' : 'push' }),
    [setOpenId, wide],
  )
  /** Leaves a row that is about to go for its neighbour. */
  const moveOn = (ids: readonly string[]) => {
    if (currentId === null || !ids.includes(currentId)) return
    const next =
      rows.slice(index + 1).find(({ id }) => !ids.includes(id)) ??
      rows.slice(0, index).findLast(({ id }) => !ids.includes(id))
    void setOpenId(wide || openId ? (next?.id ?? null) : null)
  }
  const approve = (ids: readonly string[], edited?: Parameters<typeof decisions.approve>[1]) => {
    const subjects = subjectsOf(ids, rows, opened)
    if (subjects.length === 0) return
    moveOn(ids)
    selection.clear()
    void decisions.approve(subjects, edited)
  }
  const dismiss = (ids: readonly string[], reason?: string) => {
    const subjects = subjectsOf(ids, rows, opened)
    if (subjects.length === 0) return
    moveOn(ids)
    selection.clear()
    void decisions.dismiss(subjects, reason)
  }
  const reached = reaching(rows, counts?.threshold ?? 1)
  // What is approved is what the button counts: the rows that are shown, or, while more can be loaded, the server's figure.
  const countsShown = filters.isFiltered || feed.waiting > 0 || !list.hasNextPage
  const above = countsShown ? reached.length : (counts?.atOrAboveThreshold ?? 0)
  const approveAbove = () => {
    if (!counts) return
    moveOn(reached.map(({ id }) => id))
    if (countsShown) return void decisions.approve(reached)
    void decisions.approveAbove({ minConfidence: counts.threshold, createdUntil: counts.countedAt }, reached)
  }
  const step = (by: 1 | -1) => {
    const row = rows[index === -1 ? 0 : index + by]
    if (row) void setOpenId(row.id)
  }
  const current = currentId === null ? [] : [currentId]
  const canDecide = subjectsOf(current, rows, opened).length > 0

  useKeys({
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    a: () => approve(current),
    d: () => dismiss(current),
    w: canDecide ? () => setReasonOpen(true) : undefined,
    e: () => titleRef.current?.select(),
    x: currentId && decidable ? () => selection.toggle(currentId, false) : undefined,
    'Shift+X': currentId && decidable ? () => selection.toggle(currentId, true) : undefined,
    'Shift+A': () => approve([...selection.selected]),
    'Shift+D': () => dismiss([...selection.selected]),
    z: () => void decisions.undo(),
    n: feed.waiting > 0 ? feed.showWaiting : undefined,
    o: () => document.querySelector<HTMLAnchorElement>('.detail > .bar a')?.click(),
    r: () => void list.refetch(),
    '/': () => {
      setSearching(true)
      searchRef.current?.focus()
    },
    Escape: () => (selection.selected.size > 0 ? selection.clear() : wide ? undefined : open(null)),
  })

  // The next two are read ahead: going on must not wait.
  const ahead = rows
    .slice(Math.max(index, 0), Math.max(index, 0) + 3)
    .map(({ id }) => id)
    .join()
  useEffect(() => {
    if (wide)
      for (const id of ahead.split(',').filter(Boolean))
        void queries.prefetchQuery(trpc.suggestion.get.queryOptions({ id }))
  }, [ahead, wide, queries, trpc])

  const isEmpty = list.isSuccess && rows.length === 0
  const showsDetail = currentId !== null
  return (
    <main id="content" className="feed" data-open={showsDetail && !wide}>
      <section className="list" aria-label="Suggestions">
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
            onClick={() => setSearching(true)}
          >
            <Icon of={Search} />
          </Button>
          {phone && decidable && (
            <Button
              look="quiet"
              icon
              aria-label="Select several"
              aria-pressed={selecting}
              onClick={() => (setSelecting(!selecting), selection.clear())}
            >
              <Icon of={ListChecks} />
            </Button>
          )}
          {view === 'pending' && counts && above > 0 && !phone && (
            <Button small disabled={decisions.isBusy} onClick={approveAbove}>
              <Icon of={Check} />
              Approve {above} at {Math.round(counts.threshold * 100)}% or more
            </Button>
          )}
        </header>
        {searching ? (
          <FeedSearch filters={filters} inputRef={searchRef} onClose={() => setSearching(false)} />
        ) : phone ? (
          <FeedChips filters={filters} counts={counts} />
        ) : (
          <FeedFilterBar filters={filters} connections={connections} />
        )}
        <NotLive onReload={() => void queries.invalidateQueries()} />
        {list.isError && rows.length === 0 ? (
          <ErrorState title="The feed could not be loaded" error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <FeedListSkeleton />
        ) : isEmpty ? (
          <FeedEmpty
            counts={counts}
            connections={connections}
            filtered={filters.isFiltered}
            view={view}
            dueToday={dueToday}
            onClear={() => (setSearching(false), filters.clear(), filters.set({ view: 'pending' }))}
            onShowLessLikely={() => filters.set({ view: 'less_likely' })}
          />
        ) : (
          <FeedList
            feed={feed}
            phone={phone}
            grouping={filters.state.sort === 'newest' ? 'age' : filters.state.sort === 'due' ? 'due' : 'none'}
            currentId={currentId}
            expandedId={expandedId}
            selected={selection.selected}
            selecting={selecting}
            decidable={decidable}
            notes={decisions.notes}
            lessLikely={view === 'pending' && !filters.isFiltered ? (counts?.lessLikely ?? 0) : 0}
            onOpen={open}
            onExpand={(id) => setExpandedId(id === expandedId ? null : id)}
            onSelect={selection.toggle}
            onApprove={(id) => approve([id])}
            onDismiss={(id) => dismiss([id])}
            onRetry={(id) => (decisions.notes.get(id)?.verb === 'dismiss' ? dismiss([id]) : approve([id]))}
            onShowLessLikely={() => filters.set({ view: 'less_likely' })}
          />
        )}
        {selection.selected.size > 0 || selecting ? (
          <BatchBar
            count={selection.selected.size}
            total={rows.length}
            onAll={selection.all}
            onApprove={() => approve([...selection.selected])}
            onDismiss={() => dismiss([...selection.selected])}
            onClear={() => (selection.clear(), setSelecting(false))}
          />
        ) : (
          !wide &&
          decisions.last && (
            <div role="group" className="foot" aria-label="Last decision">
              <UndoStatus decisions={decisions} withKey={!phone} />
            </div>
          )
        )}
      </section>
      {showsDetail ? (
        <SuggestionDetail
          id={currentId}
          edits={edits}
          position={index >= 0 ? { index, total: list.hasNextPage ? `${rows.length}+` : String(rows.length) } : null}
          titleRef={titleRef}
          onBack={() => open(null)}
          onPrevious={index > 0 ? () => step(-1) : null}
          onNext={index >= 0 && index < rows.length - 1 ? () => step(1) : null}
          onApprove={(edited) => approve(current, edited)}
          bar={(suggestion) => (
            <DecisionBar
              suggestion={suggestion}
              decisions={decisions}
              reasonOpen={reasonOpen}
              onReasonOpen={setReasonOpen}
              onApprove={() => approve([currentId])}
              onDismiss={(reason) => dismiss([currentId], reason)}
              onEdit={() => titleRef.current?.select()}
            />
          )}
        />
      ) : (
        wide && (
          <section className="detail" aria-label="Suggestion">
            {list.isPending ? <DetailSkeleton /> : <div className="detail-scroll" />}
            <div className="foot">
              <UndoStatus decisions={decisions} />
            </div>
          </section>
        )
      )}
    </main>
  )
}

function summary(
  counts: { pending: number; lessLikely: number; autoApproved: number } | undefined,
  view: string,
): string {
  if (!counts) return ''
  if (view === 'less_likely') return `${counts.lessLikely} less likely`
  if (view === 'auto_approved') return `${counts.autoApproved} approved by itself`
  if (view === 'decided') return 'Decided'
  return counts.pending === 0 ? 'Nothing to decide' : `${counts.pending} to decide`
}

/** The list does not move by itself at the moment: say since when. */
function NotLive({ onReload }: { onReload: () => void }) {
  const live = useLive()
  const zone = useZone()
  if (live.connected || !live.since) return null
  return (
    <div className="offline" role="status">
      <Icon of={WifiOff} />
      <span className="grow">Not live. Showing {clockTime(live.since, zone)}, connecting again.</span>
      <Button look="quiet" small onClick={onReload}>
        Reload
      </Button>
    </div>
  )
}
