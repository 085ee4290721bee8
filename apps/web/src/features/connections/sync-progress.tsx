'use client'

import { Button } from '@/components/ui/button'
import type { SyncRun } from '@/lib/api-types'
import { progressText } from './connection-texts'

/** 'fetched 120 of 480, 35 suggestions': moves with its numbers, can be stopped, survives a reload. */
export function SyncProgress({ run, onStop }: { run: SyncRun; onStop: () => void }) {
  const share = run.expected ? Math.min(1, run.fetched / Math.max(run.expected, run.fetched, 1)) : 0
  return (
    <div className="below prog">
      <span
        role="progressbar"
        aria-label="Sync"
        aria-valuemin={0}
        aria-valuemax={run.expected ?? undefined}
        aria-valuenow={run.fetched}
        aria-valuetext={progressText(run)}
      >
        {progressText(run)}
      </span>
      <span className="track" aria-hidden="true">
        <i style={{ transform: `scaleX(${share})` }} />
      </span>
      <Button look="quiet" small onClick={onStop}>
        Stop
      </Button>
    </div>
  )
}
