'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ShieldAlert, Table2 } from 'lucide-react'
import Link from 'next/link'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useState } from 'react'
import { BackLink } from '@/components/ui/back-link'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { Status } from '@/components/ui/status'
import type { ChannelHealth } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import { ChannelRow } from './channel-row'
import { ChannelTable, type Span, spans } from './channel-chart'
import { channelStates } from './channel-texts'

/** What others have been sent is not signalled to each admin. */
const lookMs = 30_000
const spanNames: Record<Span, string> = { hours: '24 hours', days: '14 days' }

/** Does what Switchboard sends get through: every way out of the team, its figures and its faults. For admins. */
export function ChannelsPage() {
  const trpc = useTRPC()
  const isMember = useQuery(trpc.team.me.queryOptions()).data?.role === 'member'
  return (
    <main id="content" className="page">
      <div className="inner">
        <BackLink href="/settings">Settings</BackLink>
        {isMember ? (
          <EmptyState
            first
            icon={ShieldAlert}
            title="Channels are for admins"
            action={
              <Link className={buttonClass({ look: 'primary' })} href="/activity?tab=messages">
                See your messages
              </Link>
            }
          >
            <p>Only admins of this team see how its channels do. What was sent to you stands under Activity.</p>
          </EmptyState>
        ) : (
          <Channels />
        )}
      </div>
    </main>
  )
}

function Channels() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const list = useQuery(trpc.channel.list.queryOptions(undefined, { refetchInterval: lookMs }))
  const [span, setSpan] = useQueryState('span', parseAsStringLiteral(spans).withDefault('hours'))
  const [asTable, setAsTable] = useState(false)
  const trying = useMutation(
    trpc.channel.tryNow.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.channel.pathKey() }),
    }),
  )
  const channels = list.data?.items ?? []
  return (
    <>
      <header className="page-head flex-wrap">
        <div>
          <h1>Channels</h1>
          <p className="flex-wrap">
            {list.isPending ? <Bone width={160} height={12} /> : <Tally channels={channels} />}
          </p>
        </div>
        <div className="acts spans" role="group" aria-label="Charts show">
          {spans.map((one) => (
            <Button key={one} aria-pressed={span === one} onClick={() => void setSpan(one)}>
              {spanNames[one]}
            </Button>
          ))}
        </div>
      </header>
      {trying.isError && (
        <p className="notice bad" role="alert">
          {faultOf(trying.error).message}
        </p>
      )}
      {list.isError && channels.length === 0 ? (
        <ErrorState title="The channels could not be loaded" error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <ChannelsSkeleton />
      ) : (
        <>
          <section className="way-list" aria-label="Channels of this team">
            <div className="way th" aria-hidden="true">
              <span>Channel</span>
              <span>Status</span>
              <span>24 hours</span>
              <span>7 days</span>
              <span>Takes, 7 days</span>
              <span>{span === 'hours' ? 'Per hour' : 'Per day'}</span>
            </div>
            {channels.map((channel) => (
              <ChannelRow
                key={channel.id}
                channel={channel}
                span={span}
                isTrying={trying.isPending}
                onTry={() => trying.mutate({ id: channel.id })}
              />
            ))}
          </section>
          <div className="mt-2 -ml-2 flex flex-wrap items-center gap-2">
            <Button look="quiet" small aria-expanded={asTable} onClick={() => setAsTable(!asTable)}>
              <Icon of={Table2} />
              {asTable ? 'Hide the table' : 'Show the charts as a table'}
            </Button>
            <Link className={buttonClass({ look: 'quiet', small: true })} href="/activity?tab=messages">
              See the messages
            </Link>
          </div>
          {asTable && (
            <div className="mt-4">
              <ChannelTable channels={channels} span={span} />
            </div>
          )}
          {channels.every(({ provider }) => provider === null) && (
            <p className="log-note mt-4">
              Connect Slack, Telegram or Gmail under{' '}
              <Link className="link" href="/integrations">
                Integrations
              </Link>{' '}
              to reach people there too.
            </p>
          )}
        </>
      )}
    </>
  )
}

/** '1 fails, rests', '3 work': what needs somebody comes first. */
function Tally({ channels }: { channels: ChannelHealth[] }) {
  const order = ['resting', 'probing', 'unusable', 'paused', 'working', 'off'] as const
  return order.flatMap((state) => {
    const count = channels.filter((channel) => channel.state === state).length
    const { name, icon, tone } = channelStates[state]
    if (count === 0) return []
    return (
      <Status key={state} icon={icon} tone={tone}>
        {count} {tallyWords[state] ?? name.toLowerCase()}
      </Status>
    )
  })
}

const tallyWords: Partial<Record<ChannelHealth['state'], string>> = {
  resting: 'failing',
  working: 'working',
  unusable: 'cannot send',
}

function ChannelsSkeleton() {
  return (
    <div className="way-list late-skel" aria-busy="true" aria-label="Loading channels">
      {[0, 1, 2].map((row) => (
        <div key={row} className="way">
          <Bone width={140} height={12} />
          <Bone width={120} />
          <Bone width={48} />
          <Bone width={48} />
          <Bone width={64} />
          <Bone width={95} height={28} />
        </div>
      ))}
    </div>
  )
}
