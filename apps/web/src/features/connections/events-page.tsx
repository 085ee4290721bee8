'use client'

import { useQuery } from '@tanstack/react-query'
import { BackLink } from '@/components/ui/back-link'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { ProviderLogo, providerNames } from '@/components/ui/provider-logo'
import { Bone, ErrorState } from '@/components/ui/states'
import { Age } from '@/components/ui/time'
import { SwitchedOffNotice } from '@/features/shell/switched-off-notice'
import { useTRPC } from '@/lib/trpc'
import { EventList } from './event-list'
import { ReplayRange } from './replay'

/** What providers have sent for the whole team and what became of it; for admins. */
export function EventsPage() {
  const trpc = useTRPC()
  const role = useQuery(trpc.team.me.queryOptions()).data?.role
  const isOperator = useQuery(trpc.system.status.queryOptions()).data?.integrations.isOperator
  return (
    <main id="content" className="page">
      <div className="inner">
        <BackLink href="/integrations">All integrations</BackLink>
        <header className="page-head">
          <div>
            <h1>Inbound events</h1>
            <p>What providers have sent for this team, and what became of it.</p>
          </div>
        </header>
        <SwitchedOffNotice />
        {role === 'member' ? (
          <p>
            Only admins of this team see what came in for all of it. Your own accounts’ events stand on their pages.
          </p>
        ) : (
          <EventList
            connectionId={null}
            empty="When something changes at a connected account, its provider says so. Each such event is listed here, and can be worked on again."
          >
            <ReplayRange connectionId={null} />
          </EventList>
        )}
        {isOperator && <OutsideCalls />}
      </div>
    </main>
  )
}

/** Calls that belong to no team, as numbers: what was in them is nobody's to see. */
function OutsideCalls() {
  const trpc = useTRPC()
  const calls = useQuery(trpc.inbound.outside.queryOptions())
  return (
    <section>
      <div className="sec-head flex-wrap">
        <h2>Calls of no team</h2>
        <span className="meta">The last 14 days, all teams of this installation. What was in them is not shown.</span>
      </div>
      {calls.isError ? (
        <ErrorState title="The counts could not be loaded" error={calls.error} onRetry={() => void calls.refetch()} />
      ) : calls.isPending ? (
        <Bone width="100%" height={96} />
      ) : calls.data.items.length === 0 ? (
        <p className="log-note">None: every call proved who sent it and was of a connected account.</p>
      ) : (
        <DataTable
          label="Calls of no team"
          columns={[
            'Day (UTC)',
            'Provider',
            { figures: 'Refused' },
            'Last refused',
            { figures: 'Unknown account' },
            { figures: 'Not understood' },
          ]}
        >
          {calls.data.items.map(({ day, provider, refused, lastRefusedAt, reason, unknown, dead }) => (
            <DataRow key={`${day} ${provider}`}>
              <DataCell>{day}</DataCell>
              <DataCell label="Provider">
                <span className="flex items-center gap-2">
                  <ProviderLogo provider={provider} />
                  {providerNames[provider]}
                </span>
              </DataCell>
              <DataCell figures label="Refused">
                {refused}
              </DataCell>
              <DataCell label="Last refused">
                {lastRefusedAt ? (
                  <>
                    <Age at={lastRefusedAt} suffix=" ago" />
                    <p className="sub2">{reason}</p>
                  </>
                ) : (
                  '–'
                )}
              </DataCell>
              <DataCell figures label="Unknown account">
                {unknown}
              </DataCell>
              <DataCell figures label="Not understood">
                {dead}
              </DataCell>
            </DataRow>
          ))}
        </DataTable>
      )}
    </section>
  )
}
