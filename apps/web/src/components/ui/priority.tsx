import clsx from 'clsx'
import type { Priority as Level } from '@/lib/api-types'
import { priorityNames } from './priorities'

const bars: Record<Level, number> = { low: 1, medium: 2, high: 3, urgent: 3 }

/** Bars and a word. */
export function Priority({ level }: { level: Level }) {
  return (
    <span className={clsx('pri', level)}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        {level === 'urgent' ? (
          <>
            <rect width="12" height="12" rx="3" />
            <rect className="on" x="5.1" y="2.6" width="1.8" height="4.2" rx=".9" />
            <rect className="on" x="5.1" y="7.9" width="1.8" height="1.8" rx=".9" />
          </>
        ) : (
          [
            { x: 0.5, y: 8, height: 4 },
            { x: 4.5, y: 5, height: 7 },
            { x: 8.5, y: 2, height: 10 },
          ].map((bar, index) => (
            <rect key={bar.x} className={index < bars[level] ? 'on' : undefined} {...bar} width="3" rx="1" />
          ))
        )}
      </svg>
      {priorityNames[level]}
    </span>
  )
}
