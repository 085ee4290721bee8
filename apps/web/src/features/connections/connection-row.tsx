'use client'

import { CircleAlert, ClockAlert, History } from 'lucide-react'
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
import { mendOf, setbackOf } from './connection-state'
import {
  asSentence,
  canSync,
  freshnessText,
  gapText,
  mendReason,
  nextSyncText,
  othersText,
  syncNowText,
} from './connection-texts'
import { GapSteps } from './gap-steps'
import { ItemsChart } from './items-chart'
import { MendButton } from './mend-button'
import { SyncProgress } from './sync-progress'
import type { ConnectionActions } from './use-connection-actions'

/** One account: is it fresh, what did it bring, and how to mend it when it is broken. */
export function ConnectionRow({ connection, actions }: { connection: Connection; actions: ConnectionActions }) {
  const now = useNow()
  const zone = useZone()
  const { id, status, run, lastSyncAt } = connection
  const running = run?.state === 'running'
  const setback = setbackOf(connection)
  const others = othersText(connection)
  const isWide = running || mendOf(connection) !== null || setback !== null || connection.gap !== null
  return (
    <article
      className={clsx('tr', isWide && 'wide')}
      aria-label={`${connection.providerName} ${connection.accountName}${connection.appName ? ` by ${connection.appName}` : ''}`}
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
        {connection.appName && <p className="col-start-2 cut">by {connection.appName}</p>}
        {others && <p className="col-start-2">{others}</p>}
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
            : setback === null && nextSyncText(connection, now, zone)}
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
          canSync(connection, now) && (
            <Button small onClick={() => actions.sync(id)}>
              {syncNowText(connection)}
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

/** What a person has to do or wait for, in the row itself. */
function Mend({ connection, actions }: { connection: Connection; actions: ConnectionActions }) {
  const now = useNow()
  const zone = useZone()
  const mend = mendOf(connection)
  const setback = setbackOf(connection)
  const gap = gapText(connection, now, zone)
  const details = (
    <Link className={buttonClass({ look: 'quiet' })} href={`/integrations/${connection.id}?tab=log`}>
      Details
      <span className="sr"> of {connection.accountName}</span>
    </Link>
  )
  return (
    <>
      {setback && (
        <div className="below mend wait">
          <Icon of={ClockAlert} />
          <div className="grow">
            {setback.reason} {asSentence(nextSyncText(connection, now, zone))}.
          </div>
          <span className="acts2">{details}</span>
        </div>
      )}
      {gap && (
        <div className="below mend wait">
          <Icon of={History} />
          <div className="grow">{gap}</div>
          <span className="acts2">
            <GapSteps connection={connection} actions={actions} />
          </span>
        </div>
      )}
      {mend && (
        <div className={clsx('below mend', connection.status !== 'error' && 'wait')}>
          <Icon of={CircleAlert} />
          <div className="grow">{mendReason(connection)}</div>
          <span className="acts2">
            {connection.status === 'error' ? (
              details
            ) : (
              <Link className={buttonClass({ look: 'quiet' })} href={`/integrations/${connection.id}`}>
                Change settings
              </Link>
            )}
            <MendButton connection={connection} actions={actions} />
          </span>
        </div>
      )}
    </>
  )
}
