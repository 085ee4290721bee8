'use client'

import { CircleAlert, CircleCheck, LoaderCircle, Plus } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import { ProviderLogo } from '@/components/ui/provider-logo'
import type { Outputs } from '@/lib/api-types'

type Available = Outputs['connection']['available']['items'][number]

/** A provider that can be connected: connect, on the way, connected, or what stands in the way. */
export function ConnectionElement({
  provider,
  leaving,
  fault,
  onConnect,
}: {
  provider: Available
  leaving: boolean
  fault: string | null
  onConnect: () => void
}) {
  return (
    <article className="tile" aria-label={provider.name}>
      <ProviderLogo provider={provider.id} medium />
      <h3>{provider.name}</h3>
      <p>{provider.summary}</p>
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
            {provider.connected > 0 && (
              <Status tone="ok" icon={CircleCheck} small>
                {provider.connected} connected
              </Status>
            )}
          </>
        )}
      </div>
    </article>
  )
}
