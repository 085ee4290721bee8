'use client'

import { CircleAlert, CircleCheck, LoaderCircle, Plus } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import { ProviderLogo } from '@/components/ui/provider-logo'
import type { Connection, Outputs } from '@/lib/api-types'
import { mendOf } from './connection-state'

type Available = Outputs['connection']['available']['items'][number]

/** A provider that can be connected: connect, on the way, connected, or what stands in the way. */
export function ConnectionElement({
  provider,
  connections,
  leaving,
  fault,
  onConnect,
}: {
  provider: Available
  /** This member's accounts of any provider. */
  connections: Connection[]
  leaving: boolean
  fault: string | null
  onConnect: () => void
}) {
  return (
    <article className="tile" aria-label={provider.name}>
      <ProviderLogo provider={provider.id} medium />
      <h3>{provider.name}</h3>
      <p>
        {provider.summary}
        {provider.ownApps && (
          <>
            {' '}
            <Link className="link" href={`/integrations/apps/${provider.id}`}>
              Use your own {provider.name} app
            </Link>
          </>
        )}
      </p>
      <div className="act">
        {!provider.configured ? (
          <Status icon={CircleAlert} small>
            Needs {provider.missing.join(' and ')} in the configuration
          </Status>
        ) : fault ? (
          <>
            <Status tone="bad" icon={CircleAlert} small>
              {fault}
            </Status>
            <Button small onClick={onConnect}>
              Try again
            </Button>
          </>
        ) : leaving ? (
          <Status tone="run" icon={LoaderCircle} small role="status">
            On the way to {provider.name}
          </Status>
        ) : (
          <>
            <Button small onClick={onConnect}>
              <Icon of={Plus} small />
              {provider.connected > 0 ? 'Add another' : 'Connect'}
              <span className="sr"> {provider.name}</span>
            </Button>
            <Connected connections={connections.filter((connection) => connection.provider === provider.id)} />
          </>
        )}
      </div>
    </article>
  )
}

/** How many accounts there are already; those that need a person come first. */
function Connected({ connections }: { connections: Connection[] }) {
  const broken = connections.filter((connection) => mendOf(connection) !== null).length
  if (connections.length === 0) return null
  return broken > 0 ? (
    <Status tone="bad" icon={CircleAlert} small>
      {broken} {broken === 1 ? 'needs you' : 'need you'}
    </Status>
  ) : (
    <Status tone="ok" icon={CircleCheck} small>
      {connections.length} connected
    </Status>
  )
}
