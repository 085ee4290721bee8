import type { RefObject } from 'react'
import type { SuggestionDetail } from '@/lib/api-types'
import { useKeys } from '@/lib/use-keys'
import type { Deciding } from './use-deciding'
import type { Decisions } from './use-decisions'
import type { Feed } from './use-feed'
import type { Selection } from './use-selection'

type FeedKeysProps = {
  feed: Feed
  deciding: Deciding
  decisions: Decisions
  selection: Selection
  decidable: boolean
  currentId: string | null
  opened: SuggestionDetail | undefined
  titleRef: RefObject<HTMLTextAreaElement | null>
  onStep: (by: 1 | -1) => void
  onReason: () => void
  onSearch: () => void
  /** Out of what is open; absent where nothing has to be left. */
  onLeave: (() => void) | undefined
}

/** The feed by keyboard alone; what each does stands under `?`. */
export function useFeedKeys(props: FeedKeysProps) {
  const { feed, deciding, decisions, selection, decidable, currentId, opened, titleRef, onStep } = props
  const current = currentId === null ? [] : [currentId]
  const selected = [...selection.selected]
  useKeys({
    j: () => onStep(1),
    ArrowDown: () => onStep(1),
    k: () => onStep(-1),
    ArrowUp: () => onStep(-1),
    a: () => deciding.approve(current),
    d: () => deciding.dismiss(current),
    w: deciding.canDecide(current) ? props.onReason : decidable ? decisions.tellNothingOpen : undefined,
    e: () => titleRef.current?.select(),
    x: currentId ? () => selection.toggle(currentId, false) : undefined,
    'Shift+X': currentId ? () => selection.toggle(currentId, true) : undefined,
    'Shift+A': decidable ? () => deciding.approve(selected) : undefined,
    'Shift+D': decidable ? () => deciding.dismiss(selected) : undefined,
    'Shift+Z': decidable ? undefined : () => deciding.takeBack(selected),
    z: () => {
      if (decisions.newest) void decisions.undo()
      else if (opened && opened.status !== 'pending_approval') void decisions.takeBack(opened)
      else decisions.tellNothingToUndo()
    },
    n: feed.waiting > 0 ? feed.showWaiting : undefined,
    o: () => document.querySelector<HTMLAnchorElement>('.detail > .bar a')?.click(),
    r: () => void feed.list.refetch(),
    '/': props.onSearch,
    Escape: selected.length > 0 ? selection.clear : props.onLeave,
  })
}
