'use client'

import { useQuery } from '@tanstack/react-query'
import { BackLink } from '@/components/ui/back-link'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { PageFault } from '@/components/ui/page-fault'
import { Bone } from '@/components/ui/states'
import { channelWords } from '@/features/conversations/conversation-texts'
import type { LimitsInUse } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'

/** What is used is free again within a minute. */
const readEveryMs = 5_000

/** For admins: how much of what may be said to agents in a minute each member uses at the moment. */
export function LimitsPage() {
  const trpc = useTRPC()
  const read = useQuery({ ...trpc.conversation.usage.queryOptions(), refetchInterval: readEveryMs })
  return (
    <main id="content" className="page">
      <div className="inner">
        <BackLink href="/settings">Settings</BackLink>
        <header className="page-head">
          <div>
            <h1>Limits</h1>
            <p>How much each member says to agents at the moment. What they say is told to nobody.</p>
          </div>
        </header>
        {read.data ? (
          <InUse inUse={read.data} />
        ) : read.isError ? (
          <PageFault title="The limits could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
        ) : (
          <Bone width="100%" height={160} />
        )}
      </div>
    </main>
  )
}

function InUse({ inUse: { limits, people } }: { inUse: LimitsInUse }) {
  const channels = people[0]?.channels.map(({ channel }) => channel) ?? []
  return (
    <>
      <p className="mb-4">
        In a minute, a member may send {limits.person} messages, {limits.conversation} of them in one conversation, and{' '}
        {limits.channel} by one channel. Whoever has used that up is told when to go on.
      </p>
      <DataTable
        label="Used at the moment"
        columns={[
          'Member',
          { figures: 'In all' },
          { figures: 'In one conversation' },
          ...channels.map((channel) => ({ figures: channelWords[channel] })),
          { figures: 'All free again' },
        ]}
      >
        {people.map((one) => (
          <DataRow key={one.person.id}>
            <DataCell>{one.person.name}</DataCell>
            <Used label="In all" used={one.used} of={limits.person} />
            <Used label="In one conversation" used={one.mostInOne} of={limits.conversation} />
            {one.channels.map(({ channel, used }) => (
              <Used key={channel} label={channelWords[channel]} used={used} of={limits.channel} />
            ))}
            <DataCell label="All free again" figures>
              {one.freeMs === 0 ? 'Now' : `in ${Math.ceil(one.freeMs / 1_000)} s`}
            </DataCell>
          </DataRow>
        ))}
      </DataTable>
    </>
  )
}

function Used({ label, used, of }: { label: string; used: number; of: number }) {
  return (
    <DataCell label={label} figures>
      {used >= of ? <strong className="strong text-warn">{`All ${of} used`}</strong> : `${used} of ${of}`}
    </DataCell>
  )
}
