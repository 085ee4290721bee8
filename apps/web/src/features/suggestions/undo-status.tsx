'use client'

import { CircleAlert } from 'lucide-react'
import { useEffect, useEffectEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { firstClick } from '@/lib/first-click'
import { wholeText } from './decision-text'
import type { Decisions } from './use-decisions'

/** The latest decision with the time left to take it back, always in the same place. */
export function UndoStatus({ decisions, withKey = true }: { decisions: Decisions; withKey?: boolean }) {
  const { last, forgetLast, isWaiting } = decisions
  const undoable = last !== null && last.ids.length > 0 && last.undoMs !== null
  const undoMs = undoable ? last.undoMs : null
  const forget = useEffectEvent(forgetLast)
  useEffect(() => {
    if (undoMs === null) return
    const timer = setTimeout(() => forget(), undoMs)
    return () => clearTimeout(timer)
    // A new decision has a new key, and all of its time.
  }, [undoMs, last?.key])
  return (
    <span className="undo" role="status">
      {last && undoable && (
        <svg
          key={last.key}
          className="undo-ring"
          viewBox="0 0 16 16"
          width="16"
          height="16"
          fill="none"
          strokeWidth="2"
          aria-hidden="true"
          style={{ transform: 'rotate(-90deg)' }}
        >
          <circle className="t" cx="8" cy="8" r="6" />
          <circle className="v" cx="8" cy="8" r="6" style={{ animationDuration: `${last.undoMs ?? 0}ms` }} />
        </svg>
      )}
      {last?.tone === 'problem' && <Icon of={CircleAlert} className="text-bad" />}
      {last && (
        <span className="told" title={wholeText(last.told)}>
          <span className={last.told.title === null ? 'sentence' : 'lead'}>
            {last.told.lead}
            {last.told.title !== null && ' '}
          </span>
          {last.told.title !== null && <span className="cut">“{last.told.title}”</span>}
        </span>
      )}
      {last && isWaiting && <span className="kept">Kept here until you are online</span>}
      {(undoable || (last?.sending && !isWaiting)) && (
        <Button look="quiet" small hint={withKey ? 'Z' : undefined} onClick={firstClick(() => void decisions.undo())}>
          Undo
        </Button>
      )}
    </span>
  )
}
