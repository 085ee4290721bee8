import { CircleAlert, CircleCheck, CircleMinus, Clock, LoaderCircle } from 'lucide-react'
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
export function ItemOutcome({ row }: { row: Pick<ItemRow, 'state' | 'outcome' | 'reason'> }) {
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
      {outcomeNames.suggested}
    </Status>
  ) : (
    <Status icon={CircleMinus}>{outcomeNames[outcome]}</Status>
  )
}
