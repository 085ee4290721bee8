'use client'

import { ArrowUp, ChevronRight } from 'lucide-react'
import { useCallback, useEffect, useRef } from 'react'
import { Icon } from '@/components/ui/icon'
import { Bone } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import { ageGroup, dueGroup } from '@/lib/time-text'
import type { SuggestionRow } from '@/lib/api-types'
import { countText } from '@/lib/count-text'
import { FeedCard } from './feed-card'
import { FeedLines, type Line } from './feed-lines'
import { FeedRow } from './feed-row'
import type { Note } from './use-decisions'
import type { Feed } from './use-feed'

export type FeedListProps = {
  feed: Feed
  phone: boolean
  grouping: 'age' | 'due' | 'none'
  currentId: string | null
  expandedId: string | null
  selected: ReadonlySet<string>
  selecting: boolean
  decidable: boolean
  notes: ReadonlyMap<string, Note>
  lessLikely: number
  onOpen: (id: string) => void
  onExpand: (id: string) => void
  onSelect: (id: string, range: boolean) => void
  onApprove: (id: string) => void
  onDismiss: (id: string) => void
  onRetry: (id: string) => void
  onShowLessLikely: () => void
}

/** The rows under their heads, and what arrived above them. */
export function FeedList(props: FeedListProps) {
  const { feed, phone, currentId, expandedId, grouping } = props
  const now = useNow()
  const zone = useZone()
  const scroll = useRef<HTMLDivElement>(null)
  const lines = linesOf(props, (row) =>
    grouping === 'none' ? null : grouping === 'age' ? ageGroup(row.receivedAt, now, zone) : dueGroup(row, now, zone),
  )
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = feed.list
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  // A card that opens near the lower end would have its buttons out of sight.
  useEffect(() => {
    if (expandedId === null) return
    const card = scroll.current?.querySelector(`[data-suggestion="${CSS.escape(expandedId)}"]`)
    // Newer browsers answer with a promise, which is no effect's to give back.
    void card?.scrollIntoView({ block: 'nearest' })
  }, [expandedId])

  const currentLine = lines.findIndex((line) => line.kind === 'row' && line.row.id === currentId)
  return (
    <>
      {feed.waiting > 0 && (
        <button type="button" className="fresh" onClick={feed.showWaiting} aria-keyshortcuts="N">
          <Icon of={ArrowUp} small />
          {feed.waiting === 1 ? '1 new suggestion' : `${feed.waiting} new suggestions`}
          <kbd aria-hidden="true">N</kbd>
        </button>
      )}
      <div className="list-scroll" ref={scroll} role="region" aria-label="Suggestion list" tabIndex={0}>
        <FeedLines
          lines={lines}
          isLong={hasNextPage}
          phone={phone}
          scroll={scroll}
          currentId={currentId}
          currentLine={currentLine}
          draw={(line) => <FeedLine line={line} {...props} />}
          onNearEnd={readOn}
        />
      </div>
    </>
  )
}

function linesOf({ feed, lessLikely }: FeedListProps, groupOf: (row: SuggestionRow) => string | null): Line[] {
  const counts = new Map<string | null, number>()
  for (const row of feed.rows) counts.set(groupOf(row), (counts.get(groupOf(row)) ?? 0) + 1)
  const lines: Line[] = []
  let before: string | null = null
  for (const row of feed.rows) {
    const text = groupOf(row)
    if (text !== null && text !== before)
      lines.push({ kind: 'group', key: `group ${text}`, text, count: counts.get(text) ?? 0 })
    before = text
    lines.push({ kind: 'row', key: row.id, row })
  }
  if (feed.list.hasNextPage) lines.push({ kind: 'more', key: 'more' })
  else if (lessLikely > 0) lines.push({ kind: 'fold', key: 'fold' })
  return lines
}

function FeedLine({ line, ...props }: FeedListProps & { line: Line }) {
  if (line.kind === 'group') {
    return (
      <h2 className="group">
        {line.text} <span>{line.count}</span>
      </h2>
    )
  }
  if (line.kind === 'more') return <SkeletonRow title={232} />
  if (line.kind === 'fold') {
    return (
      <button type="button" className="fold" onClick={props.onShowLessLikely}>
        <Icon of={ChevronRight} small />
        {countText(props.lessLikely)} less likely, folded away
      </button>
    )
  }
  const { row } = line
  if (props.phone) {
    return (
      <FeedCard
        row={row}
        expanded={row.id === props.expandedId}
        decidable={props.decidable}
        note={props.notes.get(row.id)?.text}
        selected={props.selecting ? props.selected.has(row.id) : null}
        onExpand={props.onExpand}
        onOpen={props.onOpen}
        onSelect={props.onSelect}
        onApprove={props.onApprove}
        onDismiss={props.onDismiss}
      />
    )
  }
  return (
    <FeedRow
      row={row}
      current={row.id === props.currentId}
      selected={props.selected.has(row.id)}
      decidable={props.decidable}
      note={props.notes.get(row.id)?.text}
      onOpen={props.onOpen}
      onSelect={props.onSelect}
      onRetry={props.onRetry}
    />
  )
}

function SkeletonRow({ title }: { title: number }) {
  return (
    <div className="row skel-row">
      <span>
        <Bone width={16} height={16} />
      </span>
      <span>
        <Bone width={16} height={16} />
      </span>
      <span>
        <Bone width={title} height={12} />
      </span>
      <span className="end">
        <Bone width={56} />
      </span>
      <span className="sub">
        <Bone width={72} />
        <Bone width={52} />
        <Bone width={88} />
      </span>
      <span className="age end">
        <Bone width={32} />
      </span>
    </div>
  )
}

/** The shape of the list while it loads. */
export function FeedListSkeleton() {
  return (
    <div className="list-scroll late-skel" aria-busy="true" aria-label="Loading suggestions">
      <div className="group">
        <Bone width={48} />
      </div>
      {[268, 232, 244, 216, 236, 204, 280, 212, 226, 252, 218, 240].map((title) => (
        <SkeletonRow key={title} title={title} />
      ))}
    </div>
  )
}
