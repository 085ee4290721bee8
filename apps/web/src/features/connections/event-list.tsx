'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronDown, CircleAlert, CircleCheck, CircleSlash, ClockAlert, type LucideIcon, Radio } from 'lucide-react'
import { useQueryStates } from 'nuqs'
import { type ReactNode, useDeferredValue } from 'react'
import { Button } from '@/components/ui/button'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import { ProviderLogo, providerNames } from '@/components/ui/provider-logo'
import { SearchField } from '@/components/ui/search-field'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { Age, useNow, useZone } from '@/components/ui/time'
import type { Outputs } from '@/lib/api-types'
import { searchWords } from '@/lib/search-words'
import { sizeText } from '@/lib/size-text'
import { whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { eventParams, eventStates } from './connection-params'
import { nextTryText } from './connection-texts'
import { EventPanel } from './event-panel'

type Row = Outputs['inbound']['list']['items'][number]

const stateWords: Record<Row['state'], { name: string; icon: LucideIcon; tone: string }> = {
  processed: { name: 'Worked on', icon: CircleCheck, tone: 'ok' },
  waiting: { name: 'Waiting', icon: ClockAlert, tone: 'warn' },
  passed_over: { name: 'Passed over', icon: CircleSlash, tone: 'paused' },
  dead: { name: 'Failed for good', icon: CircleAlert, tone: 'bad' },
}

type Props = {
  /** Null: all of the team. */
  connectionId: string | null
  /** What such events are, for who has none yet. */
  empty: string
  /** Stands beside the search while there are events. */
  children?: ReactNode
}

/** Events with what became of them: searched, opened, worked on again. */
export function EventList({ connectionId, empty, children }: Props) {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const [{ search, state, event, of }, setParams] = useQueryStates(eventParams)
  const events = useInfiniteQuery(
    trpc.inbound.list.infiniteQueryOptions(
      { connectionId, state, search: searchWords(useDeferredValue(search)), limit: 50 },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  )
  const rows = events.data?.pages.flatMap((page) => page.items) ?? []
  const lookedBackTo = events.data?.pages.at(-1)?.lookedBackTo ?? null
  const lookedBack = lookedBackTo && whenText(lookedBackTo, now, zone)
  const isFiltered = search.trim() !== '' || state !== null
  const openOf = of ?? connectionId
  return (
    <>
      <div className="item-filters">
        <SearchField
          label="Search events"
          placeholder="Search ids and what was sent"
          value={search}
          onChange={(words) => void setParams({ search: words })}
        />
        <Menu
          label="What became of them"
          trigger={
            <Button>
              {state ? stateWords[state].name : 'All outcomes'}
              <Icon of={ChevronDown} small />
            </Button>
          }
          entries={[null, ...eventStates].map((one) => ({
            kind: 'choice' as const,
            text: one ? stateWords[one].name : 'All outcomes',
            checked: state === one,
            onSelect: () => void setParams({ state: one }),
          }))}
        />
        {rows.length > 0 && children}
      </div>
      {events.isError ? (
        <ErrorState title="The events could not be loaded" error={events.error} onRetry={() => void events.refetch()} />
      ) : events.isPending ? (
        <Bone width="100%" height={160} />
      ) : rows.length > 0 ? (
        <DataTable
          label="Events"
          columns={[
            'What happened',
            ...(connectionId ? [] : ['Account']),
            { figures: 'Received' },
            { figures: 'Worked on' },
            { figures: 'Size' },
            'Id',
          ]}
        >
          {rows.map((row) => (
            <EventLine
              key={`${row.id} ${row.connectionId}`}
              row={row}
              withAccount={connectionId === null}
              onOpen={() => void setParams({ event: row.id, of: row.connectionId }, { history: 'push' })}
            />
          ))}
        </DataTable>
      ) : isFiltered ? (
        <EmptyState
          icon={Radio}
          title={lookedBack ? `Nothing matches back to ${lookedBack}` : 'Nothing matches'}
          action={<Button onClick={() => void setParams({ search: null, state: null })}>Show all events</Button>}
        >
          <p>{lookedBack ? 'There are older events to search.' : 'Try other words, or another outcome.'}</p>
        </EmptyState>
      ) : (
        <EmptyState icon={Radio} title="No event yet">
          <p>{empty}</p>
        </EmptyState>
      )}
      {events.hasNextPage && (
        <div className="mt-4 flex flex-wrap items-center gap-3">
          <Button disabled={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
            {lookedBack ? 'Search further back' : 'Show more'}
          </Button>
          {lookedBack && rows.length > 0 && <span className="sub2">Searched back to {lookedBack}.</span>}
        </div>
      )}
      {event && openOf && (
        <EventPanel connectionId={openOf} id={event} onClose={() => void setParams({ event: null, of: null })} />
      )}
    </>
  )
}

function EventLine({ row, withAccount, onOpen }: { row: Row; withAccount: boolean; onOpen: () => void }) {
  const now = useNow()
  const zone = useZone()
  const { icon, tone, name } = stateWords[row.state]
  return (
    <DataRow>
      <DataCell>
        <span className={`st ${tone}`}>
          <Icon of={icon} />
          {row.eventId === null ? (
            name
          ) : (
            <button type="button" className="link text-left" onClick={onOpen}>
              {name}
              <span className="sr">: {row.eventId}</span>
            </button>
          )}
        </span>
        {row.outcome && <p className="sub2">{row.outcome}</p>}
        {row.waitsUntil && <p className="sub2">{nextTryText(row.waitsUntil, now, zone)}</p>}
      </DataCell>
      {withAccount && (
        <DataCell label="Account">
          <span className="flex items-center gap-2">
            <ProviderLogo provider={row.provider} named />
            {row.accountName ?? `A colleague’s ${providerNames[row.provider]}`}
          </span>
        </DataCell>
      )}
      <DataCell figures label="Received">
        <Age at={row.receivedAt} suffix=" ago" />
      </DataCell>
      <DataCell figures label="Worked on">
        {row.times === 0 ? 'not yet' : row.times === 1 ? 'once' : `${row.times} times`}
      </DataCell>
      <DataCell figures label="Size">
        {row.bytes === 0 ? 'headers only' : sizeText(row.bytes)}
      </DataCell>
      <DataCell label="Id">
        {row.eventId === null ? (
          <span className="sub2">Seen by its owner</span>
        ) : (
          <span className="event-id" title={row.eventId}>
            {row.eventId}
          </span>
        )}
      </DataCell>
    </DataRow>
  )
}
