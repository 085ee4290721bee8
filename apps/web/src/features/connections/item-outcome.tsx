import { CircleAlert, CircleCheck, CircleMinus, Clock, LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import { Status } from '@/components/ui/status'
import type { Outputs } from '@/lib/api-types'
import type { outcomes } from './connection-params'

export type ItemRow = Outputs['item']['list']['items'][number]

export const outcomeNames: Record<(typeof outcomes)[number], string> = {
  all: 'All outcomes',
  suggested: 'Suggested',
  no_action: 'No action needed',
  too_unsure: 'Too unsure',
  skipped: 'Skipped',
  failed: 'Failed',
}

export const hasFailed = ({ state }: Pick<ItemRow, 'state'>) => state === 'failed' || state === 'dead'

/** What became of an item. */
export function ItemOutcome({ row }: { row: Pick<ItemRow, 'state' | 'outcome' | 'reason' | 'sameAs'> }) {
  if (row.state === 'claimed') {
    // A reason means that it was tried and is tried again.
    return row.reason ? (
      <Status tone="warn" icon={Clock}>
        Waiting
      </Status>
    ) : (
      <Status tone="run" icon={LoaderCircle}>
        Being judged
      </Status>
    )
  }
  if (hasFailed(row)) {
    return (
      <Status tone="bad" icon={CircleAlert}>
        Failed
      </Status>
    )
  }
  const outcome = row.outcome ?? 'no_action'
  return outcome === 'suggested' ? (
    <Status tone="ok" icon={CircleCheck}>
      {row.sameAs ? 'Another source' : outcomeNames.suggested}
    </Status>
  ) : (
    <Status icon={CircleMinus}>{outcomeNames[outcome]}</Status>
  )
}

/** Which suggestion it is another source of. */
export function SameAs({ suggestion }: { suggestion: NonNullable<ItemRow['sameAs']> }) {
  return (
    <p className="sub2 log-note">
      Same as{' '}
      <Link className="link" href={`/?s=${suggestion.id}`}>
        {suggestion.title}
      </Link>
    </p>
  )
}
