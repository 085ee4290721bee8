'use client'

import { BatchBar } from './batch-bar'
import { UndoStatus } from './undo-status'
import type { Deciding } from './use-deciding'
import type { Decisions } from './use-decisions'
import type { Selection } from './use-selection'

type FeedFootProps = {
  deciding: Deciding
  decisions: Decisions
  selection: Selection
  decidable: boolean
  total: number
  phone: boolean
  selecting: boolean
  onSelecting: (selecting: boolean) => void
  /** The status line stands here where no detail is beside the list. */
  withStatus: boolean
}

/** Under the list: what can be done with the selected rows, or what was decided last. */
export function FeedFoot(props: FeedFootProps) {
  const { deciding, decisions, selection, decidable, total, phone, selecting, onSelecting, withStatus } = props
  const ids = [...selection.selected]
  const leave = () => {
    selection.clear()
    onSelecting(false)
  }
  if (ids.length > 0 || selecting) {
    return (
      <BatchBar
        count={ids.length}
        total={total}
        acts={
          decidable
            ? [
                { verb: 'Approve', hint: '⇧A', onPress: () => deciding.approve(ids) },
                { verb: 'Dismiss', hint: '⇧D', onPress: () => deciding.dismiss(ids) },
              ]
            : [{ verb: 'Take back', hint: '⇧Z', onPress: () => deciding.takeBack(ids) }]
        }
        onAll={selection.all}
        onClear={leave}
      />
    )
  }
  return withStatus && decisions.last ? (
    <div role="group" className="foot" aria-label="Last decision">
      <UndoStatus decisions={decisions} withKey={!phone} />
    </div>
  ) : null
}
