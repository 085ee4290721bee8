'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleAlert, ClockAlert, LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { useNow, useZone } from '@/components/ui/time'
import { type Mend, mendOf, setbackOf } from '@/features/connections/connection-state'
import type { Connection } from '@/lib/api-types'
import { percent } from '@/lib/percent'
import { shortAge } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'

/** Every connection with how fresh it is. */
export function Sources() {
  const trpc = useTRPC()
  const connections = useQuery(trpc.connection.list.queryOptions()).data?.items ?? []
  if (connections.length === 0) return null
  return (
    <>
      <h2 id="sources">Sources</h2>
      <nav aria-labelledby="sources">
        {connections.map((connection) => (
          <Link key={connection.id} className="src" href={`/integrations/${connection.id}`}>
            <ProviderLogo provider={connection.provider} named />
            <span className="cut" title={connection.accountName}>
              {connection.accountName}
            </span>
            <SourceState connection={connection} />
          </Link>
        ))}
      </nav>
    </>
  )
}

const mends: Record<Mend, string> = {
  reconnect: 'Reconnect',
  grant: 'Grant access',
  settings: 'Needs you',
  check: 'Needs you',
}

/** It is done when it says so, not when its estimate is reached. */
const mostWhileRunning = 0.99

function SourceState({ connection }: { connection: Connection }) {
  const now = useNow()
  const zone = useZone()
  const { status, run, lastSyncAt } = connection
  const mend = mendOf(connection)
  if (mend) {
    return (
      <span className={status === 'error' ? 'bad' : 'warn'}>
        <Icon of={CircleAlert} small />
        {mends[mend]}
      </span>
    )
  }
  if (run?.state === 'running') {
    return (
      <span>
        <Icon of={LoaderCircle} small spin />
        {run.expected ? percent(Math.min(mostWhileRunning, run.fetched / run.expected)) : run.fetched}
      </span>
    )
  }
  if (status === 'paused') return <span>Paused</span>
  const setback = setbackOf(connection)
  if (setback) {
    return (
      <span className="warn" title={`${setback.word}: ${setback.reason}`}>
        <Icon of={ClockAlert} small />
        {setback.short}
      </span>
    )
  }
  return <span>{lastSyncAt ? shortAge(lastSyncAt, now, zone) : 'Not yet'}</span>
}
