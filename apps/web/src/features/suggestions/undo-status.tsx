'use client'

import { CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { firstClick } from '@/lib/first-click'
import { wholeText } from './decision-text'
import type { Undoable } from './undo-history'
import type { Decisions } from './use-decisions'

/** What became of the latest decision and what can be taken back next, always in the same place. */
export function UndoStatus({ decisions, withKey = true }: { decisions: Decisions; withKey?: boolean }) {
  const { last, newest, isWaiting } = decisions
  const isNext = last?.decision === newest?.key
  return (
    <span className="undo" role="status">
      {newest?.time && <UndoRing key={newest.key} time={newest.time} />}
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
      {newest && (newest.time || !isWaiting) && (
        <Button
          look="quiet"
          small
          hint={withKey ? 'Z' : undefined}
          title={isNext ? undefined : wholeText(newest.told)}
          onClick={firstClick(() => void decisions.undo())}
        >
          {isNext ? 'Undo' : 'Undo one more'}
        </Button>
      )}
    </span>
  )
}

/** The time that is left. */
function UndoRing({ time: { undoMs, endsAt } }: { time: NonNullable<Undoable['time']> }) {
  const [goneMs] = useState(() => undoMs - (endsAt - Date.now()))
  return (
    <svg className="undo-ring" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <circle className="t" cx="8" cy="8" r="6" />
      <circle
        className="v"
        cx="8"
        cy="8"
        r="6"
        style={{ animationDuration: `${undoMs}ms`, animationDelay: `${-goneMs}ms` }}
      />
    </svg>
  )
}
