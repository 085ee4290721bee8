import { ChevronRight } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { exactTime } from '@/lib/time-text'

/** In words, by the clocks of the job's zone. */
export function NextTimes({ next, timeZone }: { next: Date[]; timeZone: string }) {
  if (next.length === 0) return <p className="text-bad">It never runs: choose other times.</p>
  return (
    <details className="job-more">
      <summary>
        <Icon of={ChevronRight} small />
        <span>
          Next: {next[0] && exactTime(next[0], timeZone)} <span className="meta">({timeZone})</span>
        </span>
      </summary>
      <ol aria-label="The next times">
        {next.map((time) => (
          <li key={time.getTime()}>{exactTime(time, timeZone)}</li>
        ))}
      </ol>
    </details>
  )
}
