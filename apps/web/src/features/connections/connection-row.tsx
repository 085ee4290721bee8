'use client'

import { CircleAlert } from 'lucide-react'
import Link from 'next/link'
import clsx from 'clsx'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { useNow, useZone } from '@/components/ui/time'
import type { Connection } from '@/lib/api-types'
import { exactTime, whenText } from '@/lib/time-text'
import { ConnectionMenu } from './connection-menu'
import { ConnectionStatus } from './connection-status'
import { freshnessText, nextSyncText } from './connection-texts'
import { ItemsChart } from './items-chart'
import { SyncProgress } from './sync-progress'
import type { ConnectionActions } from './use-connection-actions'

/** One account: is it fresh, what did it bring, and how to mend it when it is broken. */
export function ConnectionRow({ connection, actions }: { connection: Connection; actions: ConnectionActions }) {
  const now = useNow()
  const zone = useZone()
  const { id, status, run, missingScopes, lastSyncAt } = connection
  const running = run?.state === 'running'
  const isWide = running || status === 'error' || missingScopes.length > 0
  return (
    <article
      className={clsx('tr', isWide && 'wide')}
      aria-label={`${connection.providerName} ${connection.accountName}`}
      data-connection={id}
    >
      <div className="acct">
        <ProviderLogo provider={connection.provider} medium />
        <h2 className="cut">
          <Link href={`/integrations/${id}`} className="hover:underline">
            {connection.providerName}
          </Link>
        </h2>
        <p className="cut">{connection.accountName}</p>
      </div>
      <div className="two">
        <ConnectionStatus connection={connection} />
        <span className="cut">{status === 'paused' ? 'Nothing is fetched' : freshnessText(connection, now, zone)}</span>
      </div>
      <div className="two" data-label="Last sync" title={lastSyncAt ? exactTime(lastSyncAt, zone) : undefined}>
        <span>{running ? 'Running' : lastSyncAt ? whenText(lastSyncAt, now, zone) : 'Never'}</span>
        <span className="cut">
          {running
            ? run.trigger === 'first'
              ? 'first sync'
              : 'since ' + whenText(run.startedAt, now, zone)
            : nextSyncText(connection, now, zone)}
        </span>
      </div>
      <div className="spark" data-label="Items, 14 days">
        <ItemsChart days={connection.itemsPerDay} />
        <span className="two">
          <span>{connection.itemsTotal.toLocaleString('en-GB')}</span>
          <span>{connection.itemsToday} today</span>
        </span>
      </div>
      <div className="two r" data-label="Suggestions">
        <span>{connection.suggestions.toLocaleString('en-GB')}</span>
        <span>{connection.approved} approved</span>
      </div>
      <div className="acts">
        {status === 'paused' ? (
          <Button small onClick={() => actions.resume(id)}>
            Resume
          </Button>
        ) : (
          status === 'connected' &&
          !running && (
            <Button small onClick={() => actions.sync(id)}>
              Sync now
            </Button>
          )
        )}
        <ConnectionMenu connection={connection} actions={actions} />
      </div>
      <Mend connection={connection} actions={actions} />
      {running && <SyncProgress run={run} onStop={() => actions.stop(id)} />}
    </article>
  )
}

/** What a person has to do, in the row itself. */
function Mend({ connection, actions }: { connection: Connection; actions: ConnectionActions }) {
  const { id, status, provider, providerName, missingScopes } = connection
  if (status === 'error') {
    return (
      <div className="below mend">
        <Icon of={CircleAlert} />
        <div className="grow">{connection.errorMessage}</div>
        <span className="acts2">
          <Link className={buttonClass({ look: 'quiet' })} href={`/integrations/${id}?tab=log`}>
            Details
          </Link>
          <Button look="primary" onClick={() => actions.connect(provider, id)}>
            Reconnect {providerName}
          </Button>
        </span>
      </div>
    )
  }
  if (missingScopes.length === 0) return null
  return (
    <div className="below mend">
      <Icon of={CircleAlert} />
      <div className="grow">Your settings need access that was not granted: {missingScopes.join(', ')}.</div>
      <span className="acts2">
        <Link className={buttonClass({ look: 'quiet' })} href={`/integrations/${id}`}>
          Change settings
        </Link>
        <Button look="primary" onClick={() => actions.connect(provider, id)}>
          Grant access
        </Button>
      </span>
    </div>
  )
}
