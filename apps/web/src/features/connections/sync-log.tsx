'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CirclePause, History, LoaderCircle } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { Status } from '@/components/ui/status'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import type { Connection, SyncRun } from '@/lib/api-types'
import { exactTime, rangeText, whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { unexplained } from './connection-state'
import { canSync, syncNowText } from './connection-texts'

const triggers: Record<Exclude<SyncRun['trigger'], 'push'>, string> = {
  first: 'First sync',
  schedule: 'On schedule',
  manual: 'By hand',
  resync: 'Catching up',
}

/** What made a sync begin; the provider tells of new items, or of changes of any kind. */
const triggerText = ({ trigger }: SyncRun, { told, item }: Connection['words']): string =>
  trigger === 'push' ? (told ? 'A change' : `New ${item}`) : triggers[trigger]

type Figure = { name: string; of: (run: SyncRun) => string | number; more?: (run: SyncRun) => string | null }

const figures: Figure[] = [
  {
    name: 'Fetched',
    of: (run) => run.fetched,
    more: ({ fetched, created, skipped }) =>
      fetched === 0 ? null : `${created} new${skipped > 0 ? `, ${skipped} known` : ''}`,
  },
  {
    name: 'Suggested',
    of: (run) => run.suggested,
    more: ({ autoApproved }) => (autoApproved === 0 ? null : `${autoApproved} auto-approved`),
  },
  { name: 'Failed', of: (run) => run.failed },
  {
    name: 'API calls',
    of: (run) => run.apiCalls,
    more: ({ quotaUnits }) => (quotaUnits === 0 ? null : `${quotaUnits} quota units`),
  },
  {
    name: 'Took',
    of: (run) => (run.finishedAt ? tookText(run.finishedAt.getTime() - run.startedAt.getTime()) : '–'),
  },
]

/** Every run with what it did and what it cost. */
export function SyncLog({ connection, onSync }: { connection: Connection; onSync: () => void }) {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const runs = useInfiniteQuery(
    trpc.connection.runs.infiniteQueryOptions(
      { id: connection.id, limit: 25 },
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
      <EmptyState
        icon={History}
        title="No sync yet"
        action={canSync(connection, now) && <Button onClick={onSync}>{syncNowText(connection)}</Button>}
      >
        <p>Each run is listed here with what it fetched, proposed and cost. The first one comes by itself.</p>
      </EmptyState>
    )
  }
  return (
    <>
      <DataTable label="Sync log" columns={['Started', 'Outcome', ...figures.map(({ name }) => ({ figures: name }))]}>
        {rows.map((run) => (
          <DataRow key={run.id}>
            <DataCell title={exactTime(run.startedAt, zone)}>
              <span className="whitespace-nowrap">{whenText(run.startedAt, now, zone)}</span>
              <span className="sub2 block whitespace-nowrap">{triggerText(run, connection.words)}</span>
            </DataCell>
            <DataCell>
              <RunState run={run} />
              <RunNotes run={run} now={now} zone={zone} />
            </DataCell>
            {figures.map(({ name, of, more }) => (
              <DataCell key={name} figures label={name}>
                {of(run)}
                {more?.(run) && <p className="sub2">{more(run)}</p>}
              </DataCell>
            ))}
          </DataRow>
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

/** Why it failed or stopped, and what it could not cover. */
function RunNotes({ run, now, zone }: { run: SyncRun; now: number; zone: string }) {
  const reason = run.errorMessage ?? (run.state === 'failed' ? unexplained : null)
  return (
    <>
      {reason && <p className="sub2 log-note">{reason}</p>}
      {run.gapFrom && run.gapTo && (
        <p className="sub2 log-note">
          Not wholly covered: {rangeText({ from: run.gapFrom, to: run.gapTo }, now, zone)}
        </p>
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
