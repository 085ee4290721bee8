'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Mailbox } from 'lucide-react'
import Link from 'next/link'
import { useQueryStates } from 'nuqs'
import { useDeferredValue } from 'react'
import { Button } from '@/components/ui/button'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { SearchField } from '@/components/ui/search-field'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { Age, useNow } from '@/components/ui/time'
import type { Connection } from '@/lib/api-types'
import { searchWords } from '@/lib/search-words'
import { percent } from '@/lib/percent'
import { useTRPC } from '@/lib/trpc'
import { untitled } from '@/lib/untitled'
import { connectionParams, outcomes } from './connection-params'
import { canSync, syncNowText } from './connection-texts'
import { ItemOutcome, type ItemRow, outcomeNames, SameAs } from './item-outcome'
import { ItemPanel, RetryItem } from './item-panel'

/** Why did this mail (not) become a suggestion. */
export function ItemLog({ connection, onSync }: { connection: Connection; onSync: () => void }) {
  const trpc = useTRPC()
  const now = useNow()
  const [{ outcome, search, item }, setParams] = useQueryStates(connectionParams)
  const items = useInfiniteQuery(
    trpc.item.list.infiniteQueryOptions(
      {
        connectionId: connection.id,
        outcome: outcome === 'all' ? null : outcome,
        search: searchWords(useDeferredValue(search)),
        limit: 50,
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  )
  const rows = items.data?.pages.flatMap((page) => page.items) ?? []
  const isFiltered = outcome !== 'all' || search.trim() !== ''
  return (
    <>
      <div className="item-filters">
        <SearchField
          label="Search items"
          placeholder="Search titles and senders"
          value={search}
          onChange={(words) => void setParams({ search: words })}
        />
        <select
          className="input"
          aria-label="Outcome"
          value={outcome}
          onChange={(event) => void setParams({ outcome: outcomes.find((one) => one === event.target.value) ?? 'all' })}
        >
          {outcomes.map((one) => (
            <option key={one} value={one}>
              {outcomeNames[one]}
            </option>
          ))}
        </select>
      </div>
      {items.isError ? (
        <ErrorState title="The items could not be loaded" error={items.error} onRetry={() => void items.refetch()} />
      ) : items.isPending ? (
        <Bone width="100%" height={160} />
      ) : rows.length > 0 ? (
        <DataTable label="Items" columns={['Item', 'Outcome', { figures: 'Confidence' }, { figures: 'Received' }]}>
          {rows.map((row) => (
            <ItemLine key={row.id} row={row} onOpen={() => void setParams({ item: row.id }, { history: 'push' })} />
          ))}
        </DataTable>
      ) : isFiltered ? (
        <EmptyState
          icon={Mailbox}
          title="Nothing matches"
          action={<Button onClick={() => void setParams({ outcome: null, search: null })}>Show all items</Button>}
        >
          <p>Try other words or another outcome.</p>
        </EmptyState>
      ) : (
        <EmptyState
          icon={Mailbox}
          title="Nothing fetched yet"
          action={canSync(connection, now) && <Button onClick={onSync}>{syncNowText(connection)}</Button>}
        >
          <p>What the next sync brings is listed here, with why it did or did not become a suggestion.</p>
        </EmptyState>
      )}
      {items.hasNextPage && (
        <Button className="mt-4" disabled={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
          Show more
        </Button>
      )}
      {item && <ItemPanel id={item} onClose={() => void setParams({ item: null })} />}
    </>
  )
}

function ItemLine({ row, onOpen }: { row: ItemRow; onOpen: () => void }) {
  const title = row.title || untitled
  return (
    <DataRow>
      <DataCell>
        {row.suggestionId ? (
          <Link className="link" href={`/?s=${row.suggestionId}`}>
            {title}
          </Link>
        ) : (
          <button type="button" className="link text-left" onClick={onOpen}>
            {title}
          </button>
        )}
        <p className="sub2">{row.senderName}</p>
      </DataCell>
      <DataCell>
        <ItemOutcome row={row} />
        {row.sameAs && <SameAs suggestion={row.sameAs} />}
        {row.reason && !row.sameAs && <p className="sub2 log-note">{row.reason}</p>}
        <RetryItem row={row} small />
      </DataCell>
      <DataCell figures label="Confidence">
        {row.confidence === null ? '–' : percent(row.confidence)}
      </DataCell>
      <DataCell figures label="Received">
        <Age at={row.receivedAt} suffix=" ago" />
      </DataCell>
    </DataRow>
  )
}
