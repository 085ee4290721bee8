'use client'

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleMinus, LoaderCircle, Mailbox } from 'lucide-react'
import Link from 'next/link'
import { useDeferredValue, useState } from 'react'
import { Button } from '@/components/ui/button'
import { DataTable } from '@/components/ui/data-table'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { Age } from '@/components/ui/time'
import type { Outputs } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

type Row = Outputs['item']['list']['items'][number]
type Outcome = NonNullable<Row['outcome']> | 'failed' | 'all'

const outcomes: { value: Outcome; label: string }[] = [
  { value: 'all', label: 'All outcomes' },
  { value: 'suggested', label: 'Suggested' },
  { value: 'no_action', label: 'No action needed' },
  { value: 'too_unsure', label: 'Too unsure' },
  { value: 'skipped', label: 'Skipped' },
  { value: 'failed', label: 'Failed' },
]

/** Why did this mail (not) become a suggestion. */
export function ItemLog({ connectionId }: { connectionId: string }) {
  const trpc = useTRPC()
  const [outcome, setOutcome] = useState<Outcome>('all')
  const [search, setSearch] = useState('')
  const items = useInfiniteQuery(
    trpc.item.list.infiniteQueryOptions(
      {
        connectionId,
        outcome: outcome === 'all' ? null : outcome,
        search: useDeferredValue(search).trim() || null,
        limit: 50,
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  )
  const rows = items.data?.pages.flatMap((page) => page.items) ?? []
  const isFiltered = outcome !== 'all' || search.trim() !== ''
  return (
    <>
      <div className="mb-3 flex flex-wrap gap-2">
        <input
          className="input"
          style={{ width: 240 }}
          type="search"
          aria-label="Search items"
          placeholder="Search subjects and senders"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <select
          className="input"
          style={{ width: 168 }}
          aria-label="Outcome"
          value={outcome}
          onChange={(event) => setOutcome(outcomes.find(({ value }) => value === event.target.value)?.value ?? 'all')}
        >
          {outcomes.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {items.isError ? (
        <ErrorState title="The items could not be loaded" error={items.error} onRetry={() => void items.refetch()} />
      ) : items.isPending ? (
        <Bone width="100%" height={160} />
      ) : rows.length === 0 ? (
        <EmptyState icon={Mailbox} title={isFiltered ? 'Nothing matches' : 'Nothing fetched yet'}>
          <p>
            {isFiltered
              ? 'Try other words or another outcome.'
              : 'What arrives is listed here, with why it did or did not become a suggestion.'}
          </p>
        </EmptyState>
      ) : (
        <DataTable label="Items" columns={['Item', 'Outcome', { figures: 'Confidence' }, { figures: 'Received' }]}>
          {rows.map((row) => (
            <ItemLine key={row.id} row={row} />
          ))}
        </DataTable>
      )}
      {items.hasNextPage && (
        <Button className="mt-4" disabled={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  )
}

function ItemLine({ row }: { row: Row }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const retrying = useMutation(
    trpc.item.retry.mutationOptions({ onSettled: () => queries.invalidateQueries({ queryKey: trpc.item.pathKey() }) }),
  )
  const hasFailed = row.state === 'failed' || row.state === 'dead'
  return (
    <tr>
      <td>
        {row.suggestionId ? (
          <Link className="link" href={`/?s=${row.suggestionId}`}>
            {row.title || 'No subject'}
          </Link>
        ) : (
          row.title || 'No subject'
        )}
        <p className="sub2">{row.senderName}</p>
      </td>
      <td>
        <ItemOutcome row={row} />
        {row.reason && <p className="sub2">{row.reason}</p>}
        {retrying.isError && <p className="sub2 text-bad">{faultOf(retrying.error).message}</p>}
        {hasFailed && (
          <Button small className="mt-2" disabled={retrying.isPending} onClick={() => retrying.mutate({ id: row.id })}>
            Try again
          </Button>
        )}
      </td>
      <td className="num">{row.confidence === null ? '–' : `${Math.round(row.confidence * 100)}%`}</td>
      <td className="num">
        <Age at={row.receivedAt} />
      </td>
    </tr>
  )
}

function ItemOutcome({ row }: { row: Row }) {
  if (row.state === 'claimed') {
    return (
      <Status tone="run" icon={LoaderCircle}>
        Waiting
      </Status>
    )
  }
  if (row.state !== 'done') {
    return (
      <Status tone="bad" icon={CircleAlert}>
        Failed
      </Status>
    )
  }
  const isSuggested = row.outcome === 'suggested'
  return (
    <span className={isSuggested ? 'st ok' : 'st'}>
      <Icon of={isSuggested ? CircleCheck : CircleMinus} />
      {outcomes.find(({ value }) => value === row.outcome)?.label ?? 'No action needed'}
    </span>
  )
}
