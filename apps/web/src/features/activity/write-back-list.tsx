'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import { WriteBackState } from '@/features/tasks/write-back-state'
import { exactTime, whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { untitled } from '@/lib/untitled'

/** What was changed for your tasks, each with its outcome and the way to try it again. */
export function WriteBackList() {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const read = useInfiniteQuery(
    trpc.activity.writeBacks.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const rows = read.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      {read.isError && rows.length === 0 ? (
        <ErrorState title="The activity could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      ) : read.isPending ? (
        <Bone width="100%" height={200} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={History}
          title="Nothing written back yet"
          action={
            <Link className={buttonClass({ look: 'primary' })} href="/tasks">
              Open your tasks
            </Link>
          }
        >
          <p>
            When you finish a task, its source is told as your settings say: a mail is archived, a message gets a check
            mark. Every step is listed here, with the way to try it again.
          </p>
        </EmptyState>
      ) : (
        <DataTable
          label="Write-backs"
          columns={['Item', 'Outcome', 'Task', { figures: 'Attempts' }, { figures: 'When' }]}
        >
          {rows.map((row) => (
            <DataRow key={row.id}>
              <DataCell>
                <span className="flex items-center gap-2">
                  <ProviderLogo provider={row.provider} named />
                  {row.itemTitle || untitled}
                </span>
                <p className="sub2">{row.accountName}</p>
              </DataCell>
              <DataCell>
                <WriteBackState writeBack={row} />
              </DataCell>
              <DataCell label="Task">
                <Link className="link" href={`/tasks?task=${row.taskId}`}>
                  {row.taskTitle}
                </Link>
              </DataCell>
              <DataCell figures label="Attempts">
                {row.attempts}
              </DataCell>
              <DataCell figures label="When" title={exactTime(row.finishedAt ?? row.runAt, zone)}>
                {whenText(row.finishedAt ?? row.runAt, now, zone)}
              </DataCell>
            </DataRow>
          ))}
        </DataTable>
      )}
      {read.hasNextPage && (
        <Button className="mt-4" disabled={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  )
}
