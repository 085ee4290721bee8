'use client'

import { useQuery } from '@tanstack/react-query'
import { Check, CircleAlert, Plus } from 'lucide-react'
import Link from 'next/link'
import clsx from 'clsx'
import type { ReactNode } from 'react'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { useNow, useZone } from '@/components/ui/time'
import { Consents } from '@/features/connections/consents'
import { progressText, sharedText } from '@/features/connections/connection-texts'
import { FaultNotice } from '@/features/connections/fault-notice'
import { MendButton } from '@/features/connections/mend-button'
import { useConnectionActions } from '@/features/connections/use-connection-actions'
import { SwitchedOffNotice } from '@/features/shell/switched-off-notice'
import type { SyncRun } from '@/lib/api-types'
import { whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'

/** First run in three steps: connect, first sync with live progress, first decision. */
export function WelcomePage({ connectionId }: { connectionId: string | null }) {
  const trpc = useTRPC()
  const connections = useQuery(trpc.connection.list.queryOptions()).data?.items ?? []
  const available = useQuery(trpc.connection.available.queryOptions()).data?.items ?? []
  const counts = useQuery(trpc.suggestion.counts.queryOptions()).data
  const generator = useQuery(trpc.system.status.queryOptions()).data?.generatorLabel
  const actions = useConnectionActions()
  const me = useQuery(trpc.team.me.queryOptions()).data?.user.id
  // What others have connected is no first step of one's own.
  const connection = connections.find(({ id }) => id === connectionId) ?? connections.find((one) => one.ownerId === me)
  const isBroken = connection?.status === 'error'
  const run = connection?.run ?? null
  const hasSynced = run !== null && run.state !== 'running'
  const waiting = counts?.pending ?? 0
  const lessLikely = counts?.lessLikely ?? 0
  // With one account all that waits is of its first sync; otherwise only the run itself tells them apart.
  const isFirst = run?.trigger === 'first' && connections.length === 1
  const figures = run && progressText(run, isFirst ? { suggestions: waiting + lessLikely, lessLikely } : undefined)
  const now = useNow()
  const zone = useZone()
  const progress = run && (run.trigger === 'first' ? figures : `${latestText(run, now, zone)}: ${figures}`)
  const share = run?.expected ? Math.min(1, run.fetched / run.expected) : 0

  return (
    <main id="content" className="page">
      <header className="page-head">
        <div>
          <h1>
            {connection
              ? `${connection.accountName} ${isBroken ? 'needs you' : 'is connected'}`
              : 'Your first suggestion, in two minutes'}
          </h1>
          <p>Switchboard reads what arrives and proposes tasks. You decide about each one.</p>
        </div>
      </header>
      <SwitchedOffNotice />
      <FaultNotice text={actions.fault} onClose={actions.forgetFault} />
      <ol className="steps">
        <Step
          number={1}
          state={connection && !isBroken ? 'done' : 'now'}
          title={
            isBroken
              ? `${connection.providerName} does not work at the moment`
              : connection
                ? `Connected ${connection.providerName}`
                : 'Connect an account'
          }
        >
          {isBroken ? (
            <>
              <p className="st bad whitespace-normal">
                <Icon of={CircleAlert} />
                {connection.errorMessage}
              </p>
              <div className="acts">
                <MendButton connection={connection} actions={actions} />
              </div>
            </>
          ) : connection ? (
            <p>
              {connection.accountName}. Its settings say what Switchboard may do; you can disconnect at any time.
              {sharedText(connection)}
            </p>
          ) : (
            <>
              <p>
                You agree at the provider, and see there what Switchboard may read. It asks for nothing that it does not
                use.
              </p>
              <Consents providers={available} />
              <div className="acts">
                {available
                  .filter(({ configured }) => configured)
                  .map((provider) => (
                    <Button
                      key={provider.id}
                      look="primary"
                      disabled={actions.leavingFor !== null}
                      onClick={() => actions.connect(provider.id)}
                    >
                      <Icon of={Plus} />
                      {actions.leavingFor === provider.id ? `Opening ${provider.name}` : `Connect ${provider.name}`}
                    </Button>
                  ))}
                {available.length > 0 && available.every(({ configured }) => !configured) && (
                  <p>
                    No provider has keys yet.{' '}
                    <Link className="link" href="/settings#keys">
                      Put in your own keys
                    </Link>
                    .
                  </p>
                )}
              </div>
            </>
          )}
        </Step>
        <Step
          number={2}
          state={!connection ? 'next' : hasSynced ? 'done' : 'now'}
          title={hasSynced ? `Read ${connection?.words.firstRead ?? 'what is there'}` : 'First sync'}
        >
          {run ? (
            <>
              <div className="meterline" aria-hidden="true">
                <i style={{ transform: `scaleX(${hasSynced && run.state === 'done' ? 1 : share})` }} />
              </div>
              <p
                role="progressbar"
                aria-label={run.trigger === 'first' ? 'First sync' : 'Latest sync'}
                aria-valuemin={0}
                aria-valuemax={run.expected ?? undefined}
                aria-valuenow={run.fetched}
                aria-valuetext={progress ?? undefined}
              >
                {progress}
              </p>
              {run.state === 'running' && (
                <div className="acts">
                  <Button small onClick={() => connection && actions.stop(connection.id)}>
                    Stop
                  </Button>
                  <span className="meta self-center">You can leave this page; it goes on.</span>
                </div>
              )}
              {run.errorMessage && <p className="text-bad">{run.errorMessage}</p>}
            </>
          ) : (
            <p>
              {connection
                ? 'Starts in a moment.'
                : `What needs you becomes a suggestion; newsletters and notices do not. Read by: ${generator ?? 'the generator'}.`}
            </p>
          )}
        </Step>
        <Step number={3} state={waiting > 0 ? 'now' : 'next'} title="Your first decision">
          {waiting > 0 ? (
            <>
              <p>
                {waiting} {waiting === 1 ? 'suggestion waits' : 'suggestions wait'} for you. Each shows the words it
                rests on. Approving makes a task
                {connection?.words.whenDone && `; finishing it ${connection.words.whenDone}`}.
              </p>
              <div className="acts">
                <Link className={buttonClass({ look: 'primary' })} href="/">
                  Decide {waiting === 1 ? 'it' : `the first of ${waiting}`}
                </Link>
                {connection && (
                  <Link className={buttonClass({})} href={`/integrations/${connection.id}`}>
                    <ProviderLogo provider={connection.provider} />
                    Settings
                  </Link>
                )}
              </div>
            </>
          ) : (
            <p>
              {hasSynced
                ? 'Nothing needs you at the moment. New suggestions show up in the feed by themselves.'
                : 'Approve, edit or dismiss: by key or by click, and take it back within ten seconds.'}
            </p>
          )}
        </Step>
      </ol>
    </main>
  )
}

/** Who opens this page again sees figures of another sync than the first. */
const latestText = ({ state, startedAt }: SyncRun, now: number, zone: string) =>
  state === 'running' ? 'Syncing now' : `Latest sync, ${whenText(startedAt, now, zone)}`

function Step({
  number,
  state,
  title,
  children,
}: {
  number: number
  state: 'done' | 'now' | 'next'
  title: string
  children: ReactNode
}) {
  return (
    <li className={clsx('step', state)} aria-current={state === 'now' ? 'step' : undefined}>
      <span className="no">{state === 'done' ? <Icon of={Check} small /> : number}</span>
      <div>
        <h2>
          {title}
          {state === 'done' && <span className="sr"> (done)</span>}
        </h2>
        {children}
      </div>
    </li>
  )
}
