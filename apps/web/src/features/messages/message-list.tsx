'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ChevronDown, Send } from 'lucide-react'
import { useQueryStates } from 'nuqs'
import { Button } from '@/components/ui/button'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { Icon } from '@/components/ui/icon'
import { choices, Menu } from '@/components/ui/menu'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { Status } from '@/components/ui/status'
import { useNow, useZone } from '@/components/ui/time'
import { WayLogo, nameOfWay } from '@/features/channels/way-name'
import type { Attempt, SentMessage } from '@/lib/api-types'
import { exactTime, whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { firstMessages } from './first-messages'
import { MessagePanel } from './message-panel'
import { messageChannels, messageFilters, messageParams } from './message-params'
import { attemptStates, kindName, messageStates, receiverOf, stateDetail, stateOf, titleOf } from './message-texts'

const channelNames: Record<Attempt['channel'], string> = {
  web: 'Open page',
  slack: 'Slack',
  email: 'Mail',
  telegram: 'Telegram',
}

/** What was sent to you, and for admins to everybody in the team, with the way that each message took. */
export function MessageList() {
  const trpc = useTRPC()
  const [{ channel, state, person, message }, setParams] = useQueryStates(messageParams)
  const read = useInfiniteQuery(
    trpc.delivery.list.infiniteQueryOptions(
      { ...firstMessages, channel, state, personId: person },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  )
  const rows = read.data?.pages.flatMap((page) => page.items) ?? []
  const isFiltered = channel !== null || state !== null || person !== null
  return (
    <>
      {(rows.length > 0 || isFiltered) && <Filters />}
      {read.isError && rows.length === 0 ? (
        <ErrorState title="The messages could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      ) : read.isPending ? (
        <Bone width="100%" height={200} />
      ) : rows.length > 0 ? (
        <DataTable label="Messages" columns={['Message', 'Outcome', 'Way', { figures: 'When' }]}>
          {rows.map((row) => (
            <MessageLine
              key={row.id}
              message={row}
              onOpen={() => void setParams({ message: row.id }, { history: 'push' })}
            />
          ))}
        </DataTable>
      ) : isFiltered ? (
        <EmptyState
          icon={Send}
          title="Nothing matches"
          action={
            <Button onClick={() => void setParams({ channel: null, state: null, person: null })}>
              Show all messages
            </Button>
          }
        >
          <p>Try another outcome, another channel or another person.</p>
        </EmptyState>
      ) : (
        <EmptyState icon={Send} title="No message yet">
          <p>
            What Switchboard tells or asks you, in the browser, in Slack, by mail or in Telegram, is listed here with
            the way that it took, and why.
          </p>
        </EmptyState>
      )}
      {read.hasNextPage && (
        <Button className="mt-4" disabled={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          Show more
        </Button>
      )}
      {message && <MessagePanel id={message} onClose={() => void setParams({ message: null })} />}
    </>
  )
}

function Filters() {
  const trpc = useTRPC()
  const [{ channel, state, person }, setParams] = useQueryStates(messageParams)
  const role = useQuery(trpc.team.me.queryOptions()).data?.role
  const isAdmin = role === 'owner' || role === 'admin'
  const members = useQuery(trpc.team.members.queryOptions(undefined, { enabled: isAdmin })).data?.items ?? []
  const nameOf = ({ name, email }: (typeof members)[number]) => name ?? email
  const chosen = members.find(({ id }) => id === person)
  const menu = (label: string, text: string, entries: Parameters<typeof Menu>[0]['entries']) => (
    <Menu
      label={label}
      trigger={
        <Button>
          {text}
          <Icon of={ChevronDown} small />
        </Button>
      }
      entries={entries}
    />
  )
  return (
    <div className="item-filters">
      {menu(
        'What became of them',
        state ? messageStates[state].name : 'All outcomes',
        choices(
          [
            { value: '', label: 'All outcomes' },
            ...messageFilters.map((one) => ({ value: one, label: messageStates[one].name })),
          ],
          state ?? '',
          (value) => void setParams({ state: messageFilters.find((one) => one === value) ?? null }),
        ),
      )}
      {menu(
        'Channel',
        channel ? channelNames[channel] : 'All channels',
        choices(
          [
            { value: '', label: 'All channels' },
            ...messageChannels.map((one) => ({ value: one, label: channelNames[one] })),
          ],
          channel ?? '',
          (value) => void setParams({ channel: messageChannels.find((one) => one === value) ?? null }),
        ),
      )}
      {isAdmin &&
        menu(
          'Person',
          chosen ? nameOf(chosen) : 'Everybody',
          choices(
            [{ value: '', label: 'Everybody' }, ...members.map((one) => ({ value: one.id, label: nameOf(one) }))],
            person ?? '',
            (value) => void setParams({ person: value || null }),
          ),
        )}
    </div>
  )
}

function MessageLine({ message, onOpen }: { message: SentMessage; onOpen: () => void }) {
  const now = useNow()
  const zone = useZone()
  const { name, icon, tone } = messageStates[stateOf(message)]
  const detail = stateDetail(message, now, zone)
  const about = [message.title && kindName(message.kind), !message.isOwn && `to ${receiverOf(message)}`]
  return (
    <DataRow>
      <DataCell>
        <button type="button" className="link text-left" onClick={onOpen}>
          {titleOf(message)}
        </button>
        <p className="sub2">{about.filter(Boolean).join(', ')}</p>
      </DataCell>
      <DataCell label="Outcome">
        <Status icon={icon} tone={tone}>
          {name}
        </Status>
        {detail && <p className="sub2">{detail}</p>}
      </DataCell>
      <DataCell label="Way">
        <Way deliveries={message.deliveries} />
      </DataCell>
      <DataCell figures label="When" title={exactTime(message.createdAt, zone)}>
        {whenText(message.createdAt, now, zone)}
      </DataCell>
    </DataRow>
  )
}

/** The channels in the order in which they were tried, the last state of each: 'Slack failed, then Mail server sent'. */
function Way({ deliveries }: { deliveries: Attempt[] }) {
  if (deliveries.length === 0) return <span className="sub2">Nothing tried yet</span>
  const keyOf = ({ channel, connectionId }: Attempt) => `${channel} ${connectionId}`
  const latest = [...new Map(deliveries.map((attempt) => [keyOf(attempt), attempt])).values()]
  return (
    <ol className="message-way">
      {latest.map((attempt) => {
        const { name, icon, tone } = attemptStates[attempt.state]
        return (
          <li key={attempt.id}>
            <WayLogo channel={attempt.channel} provider={attempt.provider} />
            <span>{nameOfWay(attempt)}</span>
            <Status icon={icon} tone={tone} small>
              {name.toLowerCase()}
              {attempt.attempt > 1 && `, attempt ${attempt.attempt}`}
            </Status>
          </li>
        )
      })}
    </ol>
  )
}
