'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CirclePause, History, LoaderCircle } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { DataTable } from '@/components/ui/data-table'
import { Status } from '@/components/ui/status'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import type { SyncRun } from '@/lib/api-types'
import { exactTime, whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'

const triggers: Record<SyncRun['trigger'], string> = {
  first: 'First sync',
  schedule: 'On schedule',
  manual: 'By hand',
  push: 'New mail',
  resync: 'Catching up',
}

/** Every run with what it did and what it cost. */
export function SyncLog({ connectionId }: { connectionId: string }) {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const runs = useInfiniteQuery(
    trpc.connection.runs.infiniteQueryOptions(
      { id: connectionId, limit: 25 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  if (runs.isError)
    return (
      <ErrorState title="The sync log could not be loaded" error={runs.error} onRetry={() => void runs.refetch()} />
    )
  if (runs.isPending) return <Bone width="100%" height={160} />
  const rows = runs.data.pages.flatMap((page) => page.items)
  if (rows.length === 0) {
    return (
      <EmptyState icon={History} title="No sync yet">
        <p>Each run is listed here with what it fetched, proposed and cost.</p>
      </EmptyState>
    )
  }
  return (
    <>
      <DataTable
        label="Sync log"
        columns={[
          'Started',
          'Outcome',
          { figures: 'Fetched' },
          { figures: 'New' },
          { figures: 'Skipped' },
          { figures: 'Failed' },
          { figures: 'Suggestions' },
          { figures: 'By itself' },
          { figures: 'Calls' },
          { figures: 'Quota' },
          { figures: 'Took' },
        ]}
      >
        {rows.map((run) => (
          <tr key={run.id}>
            <td title={exactTime(run.startedAt, zone)} className="whitespace-nowrap">
              {whenText(run.startedAt, now, zone)}
              <p className="sub2">{triggers[run.trigger]}</p>
            </td>
            <td>
              <RunState run={run} />
              {run.errorMessage && <p className="sub2">{run.errorMessage}</p>}
              {run.gapFrom && run.gapTo && (
                <p className="sub2">
                  Not covered: {whenText(run.gapFrom, now, zone)} to {whenText(run.gapTo, now, zone)}
                </p>
              )}
            </td>
            {[
              run.fetched,
              run.created,
              run.skipped,
              run.failed,
              run.suggested,
              run.autoApproved,
              run.apiCalls,
              run.quotaUnits,
            ].map((figure, index) => (
              // The columns never change their order.
              // eslint-disable-next-line react/no-array-index-key
              <td key={index} className="num">
                {figure}
              </td>
            ))}
            <td className="num">
              {run.finishedAt ? tookText(run.finishedAt.getTime() - run.startedAt.getTime()) : '–'}
            </td>
          </tr>
        ))}
      </DataTable>
      {runs.hasNextPage && (
        <Button className="mt-4" disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  )
}

function RunState({ run: { state } }: { run: SyncRun }) {
  switch (state) {
    case 'running':
      return (
        <Status tone="run" icon={LoaderCircle}>
          Running
        </Status>
      )
    case 'done':
      return (
        <Status tone="ok" icon={CircleCheck}>
          Done
        </Status>
      )
    case 'stopped':
      return <Status icon={CirclePause}>Stopped</Status>
    case 'failed':
      return (
        <Status tone="bad" icon={CircleAlert}>
          Failed
        </Status>
      )
  }
}

function tookText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`
  return ms < 60_000
    ? `${(ms / 1_000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`
}
