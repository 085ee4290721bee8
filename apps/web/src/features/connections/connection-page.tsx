'use client'

import { useQuery } from '@tanstack/react-query'
import { useQueryState } from 'nuqs'
import { Tabs } from 'radix-ui'
import { useEffect } from 'react'
import { BackLink } from '@/components/ui/back-link'
import { Button } from '@/components/ui/button'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { Bone, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import { SaveBar, SettingsForm } from '@/features/setting-fields/settings-form'
import { SwitchedOffNotice } from '@/features/shell/switched-off-notice'
import type { ConnectionDetail } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import { ConnectionMenu } from './connection-menu'
import { ConnectionNotices } from './connection-notices'
import { connectionParams, tabs } from './connection-params'
import { ConnectionStatus } from './connection-status'
import { setbackOf } from './connection-state'
import {
  asSentence,
  canSync,
  expectedText,
  freshnessText,
  listeningText,
  nextSyncText,
  othersText,
  syncNowText,
} from './connection-texts'
import { EventLog } from './event-log'
import { ItemLog } from './item-log'
import { NoConnection } from './no-connection'
import { SyncLog } from './sync-log'
import { SyncProgress } from './sync-progress'
import { TestPanel } from './test-panel'
import { type ConnectionActions, useConnectionActions } from './use-connection-actions'
import { useConnectionDraft } from './use-connection-draft'

const lookMs = 30_000
const formId = 'connection-settings'
const tabNames: Record<(typeof tabs)[number], string> = {
  settings: 'Settings',
  log: 'Sync log',
  items: 'Items',
  events: 'Events',
}

/** One connection: settings, freshness, sync log, items, events. */
export function ConnectionPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const read = useQuery(
    trpc.connection.get.queryOptions(
      { id },
      // Who has stopped listening because it died tells nobody.
      { refetchInterval: ({ state }) => (state.data?.listening ? lookMs : false) },
    ),
  )
  if (read.data) return <LoadedConnection connection={read.data} />
  if (read.isError && faultOf(read.error).missing) return <NoConnection />
  return (
    <main id="content" className="page" aria-busy={read.isPending}>
      {read.isError ? (
        <ErrorState
          first
          title="This connection could not be loaded"
          error={read.error}
          onRetry={() => void read.refetch()}
        />
      ) : (
        <Bone width={240} height={20} />
      )}
    </main>
  )
}

function LoadedConnection({ connection }: { connection: ConnectionDetail }) {
  const { id, status, run } = connection
  const actions = useConnectionActions()
  const draft = useConnectionDraft(connection)
  const [tab, setTab] = useQueryState('tab', connectionParams.tab)
  const [test, setTest] = useQueryState('test', connectionParams.test)
  const sendTest = () => actions.sendTest(id, (sent) => void setTest(sent))
  const hasSettings = status !== 'disconnected'
  const { refused } = draft
  // It may have been saved from another tab.
  useEffect(() => {
    if (refused) void setTab('settings')
  }, [refused, setTab])
  const sync = () => actions.sync(id)
  const shown = tabs.filter((name) => isShown(name, connection))
  return (
    <main id="content" className="page">
      <div className="inner">
        <Head connection={connection} actions={actions} onTest={connection.managed ? sendTest : undefined} />
        <SwitchedOffNotice />
        <ConnectionNotices connection={connection} actions={actions} />
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
            {shown.map((name) => (
              <Tabs.Trigger key={name} value={name}>
                {tabNames[name]}
                {name === 'settings' && tab !== 'settings' && draft.isChanged && (
                  <span className="unsaved-dot" title="Unsaved changes">
                    <span className="sr">, unsaved changes</span>
                  </span>
                )}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          {/* Stays in place behind the others, with what was typed and not saved. */}
          <Tabs.Content value="settings" forceMount hidden={tab !== 'settings'}>
            {hasSettings ? (
              <SettingsForm id={formId} draft={draft} isShown={tab === 'settings'} />
            ) : (
              <p>It is disconnected. Its history stays under Sync log and Items.</p>
            )}
          </Tabs.Content>
          <Tabs.Content value="log">
            <SyncLog connection={connection} onSync={sync} />
          </Tabs.Content>
          {connection.live && connection.managed && (
            <Tabs.Content value="events">
              <EventLog connection={connection} live={connection.live} />
            </Tabs.Content>
          )}
          {connection.managed && (
            <Tabs.Content value="items">
              <ItemLog connection={connection} onSync={sync} />
            </Tabs.Content>
          )}
        </Tabs.Root>
        {test && (
          <TestPanel
            connection={connection}
            id={test}
            isSending={actions.isTesting}
            onAgain={sendTest}
            onClose={() => void setTest(null)}
          />
        )}
        {hasSettings && tab === 'settings' && <SaveBar formId={formId} draft={draft} label="Save settings" />}
      </div>
    </main>
  )
}

/** What people write to a shared account is for those who manage it. */
function isShown(tab: (typeof tabs)[number], { live, managed }: ConnectionDetail): boolean {
  if (tab === 'events') return managed && live !== null
  return managed || tab !== 'items'
}

type HeadProps = { connection: ConnectionDetail; actions: ConnectionActions; onTest?: () => void }

function Head({ connection, actions, onTest }: HeadProps) {
  const now = useNow()
  const zone = useZone()
  const { id, status, run } = connection
  const others = othersText(connection)
  const expected = expectedText(connection, now, zone)
  const listening = listeningText(connection, now, zone)
  return (
    <>
      <BackLink href="/integrations">All integrations</BackLink>
      <header className="page-head">
        <div>
          <h1 className="flex items-center gap-3">
            <ProviderLogo provider={connection.provider} medium named />
            {connection.accountName}
          </h1>
          <p>
            <ConnectionStatus connection={connection} />
            <span>{freshnessText(connection, now, zone)}</span>
            {expected && <span>{expected}</span>}
            {/* After a setback the notice below says when it is tried again. */}
            {setbackOf(connection) === null && <span>{asSentence(nextSyncText(connection, now, zone))}</span>}
            {listening && <span>{listening}</span>}
            {others && <span>{others}</span>}
            {connection.appName && <span>Connected by {connection.appName}</span>}
          </p>
        </div>
        <div className="acts">
          {/* Stays while one runs, so that whoever pressed it does not lose their place. */}
          {(canSync(connection, now) || run?.state === 'running') && (
            <Button onClick={() => actions.sync(id)}>{syncNowText(connection)}</Button>
          )}
          {onTest && status === 'connected' && (
            <Button disabled={actions.isTesting} onClick={onTest}>
              Send a test item
            </Button>
          )}
          {status === 'paused' && <Button onClick={() => actions.resume(id)}>Resume</Button>}
          {status !== 'disconnected' && <ConnectionMenu connection={connection} actions={actions} onTest={onTest} />}
        </div>
      </header>
    </>
  )
}
