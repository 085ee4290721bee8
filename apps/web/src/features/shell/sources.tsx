'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleAlert, LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { useNow, useZone } from '@/components/ui/time'
import type { Connection } from '@/lib/api-types'
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
            <span className="cut">{connection.accountName}</span>
            <SourceState connection={connection} />
          </Link>
        ))}
      </nav>
    </>
  )
}

function SourceState({ connection: { status, missingScopes, run, lastSyncAt } }: { connection: Connection }) {
  const now = useNow()
  const zone = useZone()
  if (status === 'error' || missingScopes.length > 0) {
    return (
      <span className="bad">
        <Icon of={CircleAlert} small />
        {status === 'error' ? 'Reconnect' : 'Grant access'}
      </span>
    )
  }
  if (run?.state === 'running') {
    return (
      <span>
        <Icon of={LoaderCircle} small spin />
        {run.expected ? `${Math.min(99, Math.round((run.fetched / run.expected) * 100))}%` : run.fetched}
      </span>
    )
  }
  if (status === 'paused') return <span>Paused</span>
  return <span>{lastSyncAt ? shortAge(lastSyncAt, now, zone) : 'Waiting'}</span>
}
