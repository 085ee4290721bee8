'use client'

import { Cable, CircleCheck, ListFilter } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import type { Connection, Outputs } from '@/lib/api-types'
import { whenText } from '@/lib/time-text'
import { countText } from '@/lib/count-text'

type FeedEmptyProps = {
  counts: Outputs['suggestion']['counts'] | undefined
  connections: Connection[]
  filtered: boolean
  view: string
  onClear: () => void
  onShowLessLikely: () => void
  dueToday: number
}

/** An empty feed is one of three things: not begun, filtered away, or done. */
export function FeedEmpty({
  counts,
  connections,
  filtered,
  view,
  onClear,
  onShowLessLikely,
  dueToday,
}: FeedEmptyProps) {
  const now = useNow()
  const zone = useZone()
  if (filtered || view !== 'pending') {
    return (
      <EmptyState icon={ListFilter} title="Nothing here" action={<Button onClick={onClear}>Show all to decide</Button>}>
        <p>{filtered ? 'No suggestion matches these filters.' : 'There are no suggestions in this view.'}</p>
      </EmptyState>
    )
  }
  if (connections.length === 0) {
    return (
      <EmptyState
        icon={Cable}
        title="Suggestions will appear here"
        action={
          <Link className={buttonClass({ look: 'primary' })} href="/welcome">
            Connect an account
          </Link>
        }
      >
        <p>Switchboard reads what arrives and proposes tasks. You approve, edit or dismiss each one.</p>
      </EmptyState>
    )
  }
  const decided = counts?.decidedToday ?? { approved: 0, edited: 0, dismissed: 0 }
  const sum = decided.approved + decided.edited + decided.dismissed
  const next = connections.flatMap(({ nextSyncAt }) => nextSyncAt ?? []).sort((a, b) => a.getTime() - b.getTime())[0]
  const running = connections.some(({ run }) => run?.state === 'running')
  return (
    <EmptyState
      icon={CircleCheck}
      title={sum > 0 ? `All ${sum} decided` : 'Nothing to decide'}
      action={
        <>
          <Link className={buttonClass({})} href="/tasks">
            {dueToday > 0 ? `Go to today’s ${dueToday} ${dueToday === 1 ? 'task' : 'tasks'}` : 'Go to the tasks'}
            <kbd aria-hidden="true">G T</kbd>
          </Link>
          {counts && counts.lessLikely > 0 && (
            <Button look="quiet" onClick={onShowLessLikely}>
              Look at {countText(counts.lessLikely)} less likely
            </Button>
          )}
        </>
      }
    >
      <p>
        {running
          ? 'A sync is running. '
          : next && next.getTime() > now
            ? `The next sync is at ${whenText(next, now, zone)}. `
            : ''}
        New suggestions show up here by themselves.
      </p>
      {sum > 0 && (
        <dl className="facts">
          <dt>Approved</dt>
          <dd className="num">{decided.approved}</dd>
          <dt>Edited, then approved</dt>
          <dd className="num">{decided.edited}</dd>
          <dt>Dismissed</dt>
          <dd className="num">{decided.dismissed}</dd>
        </dl>
      )}
    </EmptyState>
  )
}
