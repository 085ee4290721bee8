import clsx from 'clsx'
import type { ReactNode } from 'react'
import { percent, percentLine } from '@/lib/percent'

/** A small meter and its number; darker at or above the auto-approval line. */
export function Confidence({ value, over }: { value: number; over: boolean }) {
  return (
    <span className={clsx('conf', over && 'over')}>
      <svg viewBox="0 0 32 4" preserveAspectRatio="none" aria-hidden="true">
        <rect className="t" width="32" height="4" />
        <rect className="v" width={(value * 32).toFixed(1)} height="4" />
      </svg>
      <b>
        <span className="sr">Confidence </span>
        {percent(value)}
      </b>
    </span>
  )
}

/** The wide meter of the detail, with a tick at the auto-approval line. */
export function ConfidenceScale({ value, line, note }: { value: number; line: number; note: ReactNode }) {
  return (
    <span
      className={clsx('conf', value >= line && 'over')}
      title={`The mark at ${percentLine(line)} is where auto-approval starts`}
    >
      <svg viewBox="0 0 96 12" aria-hidden="true">
        <rect className="t" y="4" width="96" height="4" rx="2" />
        <rect className="v" y="4" width={(value * 96).toFixed(1)} height="4" rx="2" />
        <rect className="tick" x={(line * 96 - 1).toFixed(1)} width="2" height="12" rx="1" />
      </svg>
      <b>{percent(value, line)}</b>
      <span className="note">{note}</span>
    </span>
  )
}
