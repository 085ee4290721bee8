'use client'

import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import { useCallback, useRef, useState } from 'react'
import { ErrorState } from '@/components/ui/states'
import { SwitchedOffNotice } from '@/features/shell/switched-off-notice'
import { useTRPC } from '@/lib/trpc'
import { usePhone, useWide } from '@/lib/use-wide'
import { DecisionBar } from './decision-bar'
import { FeedChips } from './feed-chips'
import { FeedEmpty } from './feed-empty'
import { FeedFilterBar } from './feed-filters'
import { FeedHeader } from './feed-header'
import { FeedFoot } from './feed-foot'
import { FeedList, FeedListSkeleton } from './feed-list'
import { FeedSearch } from './feed-search'
import { NotLive } from './not-live'
import { DetailSkeleton, SuggestionDetail } from './suggestion-detail'
import { UndoStatus } from './undo-status'
import { useDeciding } from './use-deciding'
import { useDecisions } from './use-decisions'
import { useEdits } from './use-edits'
import { useFeed } from './use-feed'
import { useFeedKeys } from './use-feed-keys'
import { useFeedFilters } from './use-feed-filters'
import { useReadAhead } from './use-read-ahead'
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
  const deciding = useDeciding({
    feed,
    filters,
    decisions,
    edits,
    selection,
    current: { id: currentId, index, opened },
    onShow: (id) => void setOpenId(wide || openId ? id : null),
    onOpen: open,
  })
  const { approve, dismiss } = deciding
  const step = (by: 1 | -1) => {
    const row = rows[index === -1 ? 0 : index + by]
    if (row) void setOpenId(row.id)
  }
  const current = currentId === null ? [] : [currentId]

  const search = () => {
    setSearching(true)
    searchRef.current?.focus()
  }
  useFeedKeys({
    feed,
    deciding,
    decisions,
    selection,
    decidable,
    currentId,
    opened,
    titleRef,
    onStep: step,
    onReason: () => setReasonOpen(true),
    onSearch: search,
    onLeave: wide ? undefined : () => open(null),
  })

  useReadAhead(wide ? rows : [], index)

  const isEmpty = list.isSuccess && rows.length === 0
  const showsDetail = currentId !== null
  return (
    <main id="content" className="feed" data-open={showsDetail && !wide}>
      <section className="list" aria-label="Suggestions">
        <FeedHeader
          feed={feed}
          filters={filters}
          phone={phone}
          searching={searching}
          above={deciding.above}
          isBusy={decisions.isBusy}
          selecting={phone ? selecting : null}
          onSearch={() => setSearching(true)}
          onSelecting={() => (setSelecting(!selecting), selection.clear())}
          onApproveAbove={deciding.approveAbove}
        />
        <SwitchedOffNotice />
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
            onRetry={deciding.retry}
            onShowLessLikely={() => filters.set({ view: 'less_likely' })}
          />
        )}
        <FeedFoot
          deciding={deciding}
          decisions={decisions}
          selection={selection}
          decidable={decidable}
          total={rows.length}
          phone={phone}
          selecting={selecting}
          onSelecting={setSelecting}
          withStatus={!wide}
        />
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
          onApprove={() => approve(current)}
          // It stays when its row goes: the list may lose it at any moment.
          onWriting={() => openId === null && void setOpenId(currentId)}
          isTakingBack={decisions.isTakingBack}
          onMakeTask={(suggestion) => void deciding.makeTaskAnyway(suggestion)}
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
