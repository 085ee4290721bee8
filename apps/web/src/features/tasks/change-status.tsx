'use client'

import { useEffect, useEffectEvent } from 'react'
import { Button } from '@/components/ui/button'
import type { LastChange } from './use-task-actions'

const readingMs = 6_000

/** The latest change, below the list, with its undo while that works. The live region stays: only what it holds is read out. */
export function ChangeStatus({ change, onGone }: { change: LastChange | null; onGone: () => void }) {
  return (
    <div className="last-change" role="status">
      {change && <Change key={change.key} change={change} onGone={onGone} />}
    </div>
  )
}

function Change({ change, onGone }: { change: LastChange; onGone: () => void }) {
  const shownMs = change.undo ? change.undoMs : readingMs
  const goes = useEffectEvent(onGone)
  useEffect(() => {
    const timer = setTimeout(() => goes(), Math.max(shownMs, 1_000))
    return () => clearTimeout(timer)
  }, [shownMs])
  return (
    <div className="foot">
      <span className={change.tone === 'problem' ? 'cut text-bad' : 'cut'}>{change.text}</span>
      {change.undo ? (
        <Button look="quiet" small hint="Z" onClick={change.undo}>
          Undo
        </Button>
      ) : (
        <Button look="quiet" small onClick={onGone}>
          Close
        </Button>
      )}
    </div>
  )
}
