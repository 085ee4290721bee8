'use client'

import { useZone } from '@/components/ui/time'
import { dropUnsaved, unsavedIds, unsavedOf } from '@/features/task-fields/unsaved'
import type { SuggestionDetail, SuggestionEdits } from '@/lib/api-types'
import { focusField } from '@/lib/drafts'
import { reaching, type Subject, subjectsOf } from './subjects'
import type { Decisions, Kept } from './use-decisions'
import type { Edits } from './use-edits'
import type { Feed } from './use-feed'
import type { FeedFilters } from './use-feed-filters'
import type { Selection } from './use-selection'

type DecidingProps = {
  feed: Feed
  filters: FeedFilters
  decisions: Decisions
  edits: Edits
  selection: Selection
  current: { id: string | null; index: number; opened: SuggestionDetail | undefined }
  /** Opens what stands beside a row that goes. */
  onShow: (id: string | null) => void
  /** Opens one that needs to be seen to. */
  onOpen: (id: string) => void
}

/** Decisions as the list takes them: the open one gives way to its neighbour, the chosen ones are chosen no more. */
export function useDeciding(props: DecidingProps) {
  const { feed, filters, decisions, edits, selection, current, onShow, onOpen } = props
  const zone = useZone()
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
  /** What is typed is what is approved: it goes along, and one with something that cannot be saved stays. */
  const takeUnsaved = (chosen: readonly Subject[]) => {
    const kept = new Map<string, string>()
    const typed = new Map<string, SuggestionEdits>()
    const ready = chosen.flatMap((subject) => {
      const { edits: edited, fault } = unsavedOf(subject.id, zone)
      if (fault) {
        kept.set(subject.id, fault.text)
        return []
      }
      if (edited.title === subject.title) delete edited.title
      if (Object.keys(edited).length > 0) typed.set(subject.id, edited)
      return [{ ...subject, title: edited.title ?? subject.title }]
    })
    for (const { id } of ready) dropUnsaved(id)
    return { ready, kept, typed }
  }
  const saveAll = (typed: ReadonlyMap<string, SuggestionEdits>) => {
    for (const [id, edited] of typed) edits.edit(id, edited)
  }
  const refuse = (kept: Kept) => {
    decisions.refuseUnsaved(kept)
    const [id] = current.id !== null && kept.has(current.id) ? [current.id] : kept.keys()
    const fault = id === undefined ? null : unsavedOf(id, zone).fault
    if (id === undefined || !fault || (kept.size > 1 && id !== current.id)) return
    if (id !== current.id) onOpen(id)
    focusField(fault.key)
  }
  const approve = (ids: readonly string[]) => {
    const decided = subjects(ids)
    if (decided.length === 0) return
    const { ready, kept, typed } = takeUnsaved(decided)
    if (ready.length === 0) return refuse(kept)
    leave(ready.map(({ id }) => id))
    const [only] = ready
    if (only && decided.length === 1) return void decisions.approve(ready, kept, typed.get(only.id))
    saveAll(typed)
    void decisions.approve(ready, kept)
  }
  /** What closed by itself waits again, and is approved with what was written into it meanwhile. */
  const makeTaskAnyway = async (suggestion: SuggestionDetail) => {
    const { id } = suggestion
    if (!(await decisions.takeBack(suggestion))) return
    const { ready, kept, typed } = takeUnsaved([suggestion])
    if (ready.length === 0) return refuse(kept)
    await decisions.approve(ready, kept, typed.get(id))
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
    makeTaskAnyway,
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
      // The open one may be among those that only the server finds.
      const others = countsShown || !current.opened ? [] : subjects([current.opened.id])
      const { ready, kept, typed } = takeUnsaved([
        ...new Map([...reached, ...others].map((row) => [row.id, row])).values(),
      ])
      const going = ready.filter(({ id }) => reached.some((row) => row.id === id))
      if (going.length === 0 && countsShown) return refuse(kept)
      saveAll(typed)
      moveOn(going.map(({ id }) => id))
      if (countsShown) return void decisions.approve(going, kept)
      const unsaved = new Map(
        unsavedIds().map((id) => [id, unsavedOf(id, zone).fault?.text ?? 'What was changed is not saved yet.']),
      )
      const filter = { minConfidence: counts.threshold, createdUntil: counts.countedAt }
      void decisions.approveAbove(filter, going, unsaved)
    },
  }
}

export type Deciding = ReturnType<typeof useDeciding>
