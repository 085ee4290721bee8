'use client'

import type { SuggestionDetail, SuggestionEdits } from '@/lib/api-types'
import { reaching, subjectsOf } from './subjects'
import type { Decisions } from './use-decisions'
import type { Feed } from './use-feed'
import type { FeedFilters } from './use-feed-filters'
import type { Selection } from './use-selection'

type DecidingProps = {
  feed: Feed
  filters: FeedFilters
  decisions: Decisions
  selection: Selection
  current: { id: string | null; index: number; opened: SuggestionDetail | undefined }
  /** Opens what stands beside a row that goes. */
  onShow: (id: string | null) => void
}

/** Decisions as the list takes them: the open one gives way to its neighbour, the chosen ones are chosen no more. */
export function useDeciding({ feed, filters, decisions, selection, current, onShow }: DecidingProps) {
  const { rows, counts } = feed
  const subjects = (ids: readonly string[]) => subjectsOf(ids, rows, current.opened)
  const moveOn = (ids: readonly string[]) => {
    if (current.id === null || !ids.includes(current.id)) return
    const next =
      rows.slice(current.index + 1).find(({ id }) => !ids.includes(id)) ??
      rows.slice(0, Math.max(current.index, 0)).findLast(({ id }) => !ids.includes(id))
    onShow(next?.id ?? null)
  }
  const leave = (ids: readonly string[]) => {
    moveOn(ids)
    selection.clear()
  }
  const reached = reaching(rows, counts?.threshold ?? 1)
  // What is approved is what the button counts: the rows that are shown, or, while more can be loaded, the server's figure.
  const countsShown = filters.isFiltered || feed.waiting > 0 || !feed.list.hasNextPage
  const approve = (ids: readonly string[], edited?: SuggestionEdits) => {
    const decided = subjects(ids)
    if (decided.length === 0) return
    leave(ids)
    void decisions.approve(decided, edited)
  }
  const dismiss = (ids: readonly string[], reason?: string) => {
    const decided = subjects(ids)
    if (decided.length === 0) return
    leave(ids)
    void decisions.dismiss(decided, reason)
  }
  const takeBack = (ids: string[]) => {
    if (ids.length === 0) return
    leave(ids)
    void decisions.takeBackMany(ids)
  }
  return {
    canDecide: (ids: readonly string[]) => subjects(ids).length > 0,
    approve,
    dismiss,
    takeBack,
    /** Once more what could not be done with a row. */
    retry: (id: string) => {
      const verb = decisions.notes.get(id)?.verb
      if (verb === 'take back') takeBack([id])
      else if (verb === 'dismiss') dismiss([id])
      else approve([id])
    },
    /** How many the button for all of them approves. */
    above: countsShown ? reached.length : (counts?.atOrAboveThreshold ?? 0),
    approveAbove: () => {
      if (!counts) return
      moveOn(reached.map(({ id }) => id))
      if (countsShown) return void decisions.approve(reached)
      void decisions.approveAbove({ minConfidence: counts.threshold, createdUntil: counts.countedAt }, reached)
    },
  }
}

export type Deciding = ReturnType<typeof useDeciding>
