'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Radio } from 'lucide-react'
import { useQueryStates } from 'nuqs'
import { useDeferredValue } from 'react'
import { Button } from '@/components/ui/button'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { SearchField } from '@/components/ui/search-field'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { Age, useNow, useZone } from '@/components/ui/time'
import type { ConnectionDetail, Outputs } from '@/lib/api-types'
import { searchWords } from '@/lib/search-words'
import { sizeText } from '@/lib/size-text'
import { exactTime, whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { connectionParams } from './connection-params'
import { liveText } from './connection-texts'
import { EventPanel } from './event-panel'
import { ReplayRange } from './replay'

type Live = NonNullable<ConnectionDetail['live']>

/** What the provider has sent by itself, each event once. */
export function EventLog({ connection, live }: { connection: ConnectionDetail; live: Live }) {
  const trpc = useTRPC()
  const [{ search, event }, setParams] = useQueryStates(connectionParams)
  const events = useInfiniteQuery(
    trpc.inbound.list.infiniteQueryOptions(
      { connectionId: connection.id, search: searchWords(useDeferredValue(search)), limit: 50 },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  )
  const rows = events.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <LiveText connection={connection} live={live} />
      <div className="item-filters">
        <SearchField
          label="Search events"
          placeholder="Search ids and what was sent"
          value={search}
          onChange={(words) => void setParams({ search: words })}
        />
        {rows.length > 0 && connection.status === 'connected' && <ReplayRange connectionId={connection.id} />}
      </div>
      {events.isError ? (
        <ErrorState title="The events could not be loaded" error={events.error} onRetry={() => void events.refetch()} />
      ) : events.isPending ? (
        <Bone width="100%" height={160} />
      ) : rows.length > 0 ? (
        <DataTable
          label="Events"
          columns={['Event', { figures: 'Size' }, { figures: 'Worked on' }, { figures: 'Received' }]}
        >
          {rows.map((row) => (
            <EventLine key={row.id} row={row} onOpen={() => void setParams({ event: row.id }, { history: 'push' })} />
          ))}
        </DataTable>
      ) : search.trim() === '' ? (
        <EmptyState icon={Radio} title="No event yet">
          <p>
            {live.obstacle === null
              ? `When something changes, ${connection.words.service} says so at once. Each such event is listed here, and can be worked on again.`
              : `What ${connection.words.service} tells by itself would be listed here.`}
          </p>
        </EmptyState>
      ) : (
        <EmptyState
          icon={Radio}
          title="Nothing matches"
          action={<Button onClick={() => void setParams({ search: null })}>Show all events</Button>}
        >
          <p>Try other words.</p>
        </EmptyState>
      )}
      {events.hasNextPage && (
        <Button className="mt-4" disabled={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
          Show more
        </Button>
      )}
      {event && (
        <EventPanel
          connectionId={connection.id}
          id={event}
          canReplay={connection.status === 'connected'}
          onClose={() => void setParams({ event: null })}
        />
      )}
    </>
  )
}

function LiveText({ connection, live }: { connection: ConnectionDetail; live: Live }) {
  const now = useNow()
  const zone = useZone()
  const { lastEventAt } = live
  return (
    <p className="log-note mb-4">
      {liveText(connection, live, now, zone)}{' '}
      {lastEventAt && <span title={exactTime(lastEventAt, zone)}>Last event {whenText(lastEventAt, now, zone)}.</span>}
    </p>
  )
}

type Row = Outputs['inbound']['list']['items'][number]

function EventLine({ row, onOpen }: { row: Row; onOpen: () => void }) {
  return (
    <DataRow>
      <DataCell>
        <button type="button" className="link text-left font-mono" onClick={onOpen}>
          {row.eventId}
        </button>
      </DataCell>
      <DataCell figures label="Size">
        {row.bytes === 0 ? 'headers only' : sizeText(row.bytes)}
      </DataCell>
      <DataCell figures label="Worked on">
        {row.times === 1 ? 'once' : `${row.times} times`}
      </DataCell>
      <DataCell figures label="Received">
        <Age at={row.receivedAt} suffix=" ago" />
      </DataCell>
    </DataRow>
  )
}
