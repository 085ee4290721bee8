'use client'

import { useEffect, useEffectEvent } from 'react'
import { Button } from '@/components/ui/button'
import { firstClick } from '@/lib/first-click'
import type { LastChange, TaskActions } from './use-task-actions'

const readingMs = 6_000

/** The latest change, below the list, and what can be taken back next. The live region stays: only what it holds is read out. */
export function ChangeStatus({ actions }: { actions: TaskActions }) {
  const { last, newest } = actions
  const next = newest?.time ? newest : null
  const text = last?.text ?? next?.told.lead
  return (
    <div className="last-change" role="status">
      {last && <Timer key={last.key} change={last} onGone={actions.forgetLast} />}
      {text && (
        <div className="foot">
          <span className={last?.tone === 'problem' ? 'cut text-bad' : 'cut'}>{text}</span>
          {next ? (
            <Button
              look="quiet"
              small
              hint="Z"
              title={last && last.key !== next.key ? next.told.lead : undefined}
              onClick={firstClick(() => void actions.undo())}
            >
              {last && last.key !== next.key ? 'Undo one more' : 'Undo'}
            </Button>
          ) : (
            <Button look="quiet" small onClick={actions.forgetLast}>
              Close
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

/** Takes a change away when it has been read, or can be taken back no more. */
function Timer({ change, onGone }: { change: LastChange; onGone: () => void }) {
  const shownMs = change.undoMs ?? readingMs
  const goes = useEffectEvent(onGone)
  useEffect(() => {
    const timer = setTimeout(() => goes(), Math.max(shownMs, 1_000))
    return () => clearTimeout(timer)
  }, [shownMs])
  return null
}
