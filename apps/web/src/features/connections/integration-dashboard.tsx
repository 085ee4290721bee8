'use client'

import { useQuery } from '@tanstack/react-query'
import {
  CircleAlert,
  CircleCheck,
  CirclePause,
  ClockAlert,
  LoaderCircle,
  type LucideIcon,
  RefreshCw,
  Table2,
} from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { providerNames } from '@/components/ui/provider-logo'
import { Bone, ErrorState } from '@/components/ui/states'
import { useNow } from '@/components/ui/time'
import type { Connection, ProviderId } from '@/lib/api-types'
import { SwitchedOffNotice } from '@/features/shell/switched-off-notice'
import { useTRPC } from '@/lib/trpc'
import { useKeys } from '@/lib/use-keys'
import { ConnectionElement } from './connection-element'
import { ConnectionRow } from './connection-row'
import { Consents } from './consents'
import { CheckedNotice } from './checked-notice'
import { mendOf, setbackOf } from './connection-state'
import { syncObstacle } from './connection-texts'
import { DisconnectedNotice } from './disconnected-notice'
import { FaultNotice } from './fault-notice'
import { ItemsTable } from './items-chart'
import { useConnectionActions } from './use-connection-actions'

/** Is everything connected and fresh, what did it bring, what is broken and how to mend it. */
export function IntegrationDashboard() {
  const trpc = useTRPC()
  const list = useQuery(trpc.connection.list.queryOptions())
  const available = useQuery(trpc.connection.available.queryOptions())
  const actions = useConnectionActions()
  const [asTable, setAsTable] = useState(false)
  const role = useQuery(trpc.team.me.queryOptions()).data?.role
  const isAdmin = role === 'owner' || role === 'admin'
  const connections = list.data?.items ?? []
  const now = useNow()
  const obstacle = syncObstacle(connections, now)
  const [refused, setRefused] = useState(false)
  const syncAll = () => {
    setRefused(obstacle !== null)
    if (obstacle === null) actions.syncAll()
  }
  useKeys({ s: connections.length > 0 ? syncAll : undefined })
  return (
    <main id="content" className="page">
      <div className="inner">
        <header className="page-head">
          <div>
            <h1>Integrations</h1>
            <p>
              <Tally connections={connections} />
            </p>
          </div>
          <div className="acts">
            {isAdmin && (
              <Link className={buttonClass({ look: 'quiet' })} href="/integrations/events">
                Inbound events
              </Link>
            )}
            {connections.length > 0 && (
              <Button hint="S" aria-disabled={obstacle !== null} title={obstacle ?? undefined} onClick={syncAll}>
                <Icon of={RefreshCw} />
                Sync all
              </Button>
            )}
          </div>
        </header>
        <SwitchedOffNotice />
        <FaultNotice text={actions.fault} onClose={actions.forgetFault} />
        <DisconnectedNotice />
        <CheckedNotice checked={actions.checked} />
        {refused && obstacle !== null && (
          <div className="notice" role="status">
            <Icon of={ClockAlert} />
            <span className="grow">Nothing can be synced now: {obstacle}.</span>
            <Button look="quiet" onClick={() => setRefused(false)}>
              Close
            </Button>
          </div>
        )}
        {list.isError && connections.length === 0 ? (
          <ErrorState
            title="Your connections could not be loaded"
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        ) : list.isPending ? (
          <DashboardSkeleton />
        ) : (
          connections.length > 0 && (
            <>
              <section className="tbl" aria-label="Connected accounts">
                <div className="tr th" aria-hidden="true">
                  <span>Account</span>
                  <span>Status</span>
                  <span>Last sync</span>
                  <span>Items, 14 days</span>
                  <span className="r">Suggestions</span>
                  <span className="acts" />
                </div>
                {connections.map((connection) => (
                  <ConnectionRow key={connection.id} connection={connection} actions={actions} />
                ))}
              </section>
              <Button
                className="mt-2 -ml-2"
                look="quiet"
                small
                aria-expanded={asTable}
                onClick={() => setAsTable(!asTable)}
              >
                <Icon of={Table2} />
                {asTable ? 'Hide the table' : 'Show the charts as a table'}
              </Button>
              {asTable && (
                <div className="mt-4">
                  <ItemsTable connections={connections} />
                </div>
              )}
            </>
          )
        )}
        <div className="sec-head">
          <h2>Available</h2>
          <span className="meta">Nothing is read before you agree to it at the provider.</span>
        </div>
        <Consents providers={available.data?.items ?? []} />
        {available.isError ? (
          <ErrorState
            title="The providers could not be loaded"
            error={available.error}
            onRetry={() => void available.refetch()}
          />
        ) : (
          <section className="tiles" aria-label="Available providers">
            {available.data?.items.map((provider) => (
              <ConnectionElement
                key={provider.id}
                provider={provider}
                connections={connections}
                leaving={actions.leavingFor === provider.id}
                fault={null}
                onConnect={() => actions.connect(provider.id)}
              />
            ))}
          </section>
        )}
        {available.data && <Planned built={available.data.items.map(({ id }) => id)} />}
      </div>
    </main>
  )
}

/** The providers that the product knows and cannot connect yet. */
function Planned({ built }: { built: ProviderId[] }) {
  const names = Object.entries(providerNames).flatMap(([id, name]) =>
    built.some((known) => known === id) ? [] : [name],
  )
  return names.length > 0 ? <p className="planned">Planned: {names.join(', ')}.</p> : null
}

/** '1 needs you, 1 syncing, 1 waiting to try again, 3 up to date'. */
function Tally({ connections }: { connections: Connection[] }) {
  if (connections.length === 0)
    return <span>Nothing is connected. Choose below where your tasks should come from.</span>
  const kindOf = (connection: Connection) => {
    if (mendOf(connection)) return 'bad'
    if (connection.run?.state === 'running') return 'run'
    if (connection.status === 'paused') return 'paused'
    return setbackOf(connection) ? 'warn' : 'ok'
  }
  const count = (kind: string) => connections.filter((connection) => kindOf(connection) === kind).length
  const lines: { kind: string; icon: LucideIcon; text: string }[] = [
    { kind: 'bad', icon: CircleAlert, text: count('bad') === 1 ? 'needs you' : 'need you' },
    { kind: 'run', icon: LoaderCircle, text: 'syncing' },
    { kind: 'warn', icon: ClockAlert, text: 'waiting to try again' },
    { kind: 'ok', icon: CircleCheck, text: 'up to date' },
    { kind: 'paused', icon: CirclePause, text: 'paused' },
  ]
  return lines
    .filter(({ kind }) => count(kind) > 0)
    .map(({ kind, icon, text }) => (
      <span key={kind} className={`st ${kind}`}>
        <Icon of={icon} spin={kind === 'run'} />
        {count(kind)} {text}
      </span>
    ))
}

function DashboardSkeleton() {
  return (
    <div className="tbl late-skel" aria-busy="true" aria-label="Loading connections">
      {[0, 1, 2].map((row) => (
        <div key={row} className="tr">
          <Bone width={160} height={12} />
          <Bone width={200} />
          <Bone width={60} />
          <Bone width={95} height={28} />
          <Bone width={40} />
        </div>
      ))}
    </div>
  )
}
