'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { parseAsBoolean, parseAsStringLiteral, useQueryState } from 'nuqs'
import { Tabs } from 'radix-ui'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { Bone, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import { whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { ConnectionMenu } from './connection-menu'
import { ConnectionStatus } from './connection-status'
import { freshnessText, nextSyncText } from './connection-texts'
import { FaultNotice } from './fault-notice'
import { ItemLog } from './item-log'
import { SettingsForm } from './settings-form'
import { SyncLog } from './sync-log'
import { SyncProgress } from './sync-progress'
import { useConnectionActions } from './use-connection-actions'

const tabs = ['settings', 'log', 'items'] as const
const tabNames: Record<(typeof tabs)[number], string> = { settings: 'Settings', log: 'Sync log', items: 'Items' }

/** One connection: settings, freshness, sync log, items. */
export function ConnectionPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const router = useRouter()
  const now = useNow()
  const zone = useZone()
  const read = useQuery(trpc.connection.get.queryOptions({ id }))
  const actions = useConnectionActions()
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('settings'))
  const [justConnected, setJustConnected] = useQueryState('connected', parseAsBoolean)
  if (read.isError) {
    return (
      <main id="content" className="page">
        <ErrorState
          first
          title="This connection could not be loaded"
          error={read.error}
          onRetry={() => void read.refetch()}
        />
      </main>
    )
  }
  if (!read.data) {
    return (
      <main id="content" className="page" aria-busy="true">
        <Bone width={240} height={20} />
      </main>
    )
  }
  const connection = read.data
  const { status, provider, providerName, missingScopes, run } = connection
  return (
    <main id="content" className="page">
      <div className="inner">
        <header className="page-head">
          <div>
            <h1 className="flex items-center gap-3">
              <ProviderLogo provider={provider} medium named />
              {connection.accountName}
            </h1>
            <p>
              <ConnectionStatus connection={connection} />
              <span>{freshnessText(connection, now, zone)}</span>
              <span>{nextSyncText(connection, now, zone).replace(/^next/, 'Next sync').replace(/^no/, 'No')}</span>
            </p>
          </div>
          <div className="acts">
            {status === 'connected' && <Button onClick={() => actions.sync(id)}>Sync now</Button>}
            {status === 'paused' && <Button onClick={() => actions.resume(id)}>Resume</Button>}
            {status !== 'disconnected' && (
              <ConnectionMenu
                connection={connection}
                actions={actions}
                onDisconnected={() => router.push('/integrations')}
              />
            )}
          </div>
        </header>
        <FaultNotice text={actions.fault} onClose={actions.forgetFault} />
        {justConnected && (
          <div className="notice ok" role="status">
            <Icon of={CircleCheck} />
            <span className="grow">{connection.accountName} is connected. What was missed is being fetched.</span>
            <Button look="quiet" onClick={() => void setJustConnected(null)}>
              Close
            </Button>
          </div>
        )}
        {actions.checked && (
          <div className={actions.checked.status === 'error' ? 'notice bad' : 'notice ok'} role="status">
            <Icon of={actions.checked.status === 'error' ? CircleAlert : CircleCheck} />
            <span className="grow">
              {actions.checked.status === 'error'
                ? actions.checked.errorMessage
                : `${providerName} answered: the connection works.`}
            </span>
          </div>
        )}
        {status === 'error' && (
          <div className="notice bad">
            <Icon of={CircleAlert} />
            <span className="grow">{connection.errorMessage}</span>
            <Button look="primary" onClick={() => actions.connect(provider, id)}>
              Reconnect {providerName}
            </Button>
          </div>
        )}
        {status !== 'error' && missingScopes.length > 0 && (
          <div className="notice warn">
            <Icon of={CircleAlert} />
            <span className="grow">Your settings need access that was not granted: {missingScopes.join(', ')}.</span>
            <Button look="primary" onClick={() => actions.connect(provider, id)}>
              Grant access
            </Button>
          </div>
        )}
        {connection.failedItems > 0 && (
          <div className="notice warn">
            <Icon of={CircleAlert} />
            <span className="grow">
              {connection.failedItems} {connection.failedItems === 1 ? 'item' : 'items'} could not be judged. Nothing is
              lost: they can be tried again.
            </span>
            <Button onClick={() => void setTab('items')}>Look at them</Button>
          </div>
        )}
        {run?.state === 'running' && (
          <div className="tr wide" style={{ display: 'block' }}>
            <SyncProgress run={run} onStop={() => actions.stop(id)} />
          </div>
        )}
        <Tabs.Root
          value={tab}
          onValueChange={(next) => void setTab(tabs.find((name) => name === next) ?? 'settings')}
          activationMode="manual"
        >
          <Tabs.List className="tablist" aria-label="Parts of this connection">
            {tabs.map((name) => (
              <Tabs.Trigger key={name} value={name}>
                {tabNames[name]}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <Tabs.Content value="settings">
            {status === 'disconnected' ? (
              <p>
                Disconnected {connection.lastSyncAt && whenText(connection.lastSyncAt, now, zone)}. Its history stays
                below Sync log and Items.
              </p>
            ) : (
              <SettingsForm connection={connection} />
            )}
          </Tabs.Content>
          <Tabs.Content value="log">
            <SyncLog connectionId={id} />
          </Tabs.Content>
          <Tabs.Content value="items">
            <ItemLog connectionId={id} />
          </Tabs.Content>
        </Tabs.Root>
      </div>
    </main>
  )
}
