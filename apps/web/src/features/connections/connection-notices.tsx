'use client'

import { CircleAlert, CircleCheck, ClockAlert, History, type LucideIcon, Radio } from 'lucide-react'
import { parseAsBoolean, useQueryState, useQueryStates } from 'nuqs'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { useNow, useZone } from '@/components/ui/time'
import type { ConnectionDetail } from '@/lib/api-types'
import { CheckedNotice } from './checked-notice'
import { connectionParams, eventParams } from './connection-params'
import { mendOf, setbackOf } from './connection-state'
import {
  asSentence,
  freshnessFaultText,
  gapText,
  mendReason,
  nextSyncText,
  sharedText,
  waitingEventsText,
} from './connection-texts'
import { FaultNotice } from './fault-notice'
import { GapSteps } from './gap-steps'
import { MendButton } from './mend-button'
import type { ConnectionActions } from './use-connection-actions'

/** What one should know about a connection before anything else, the gravest first. */
export function ConnectionNotices({
  connection,
  actions,
}: {
  connection: ConnectionDetail
  actions: ConnectionActions
}) {
  const now = useNow()
  const zone = useZone()
  const [justConnected, setJustConnected] = useQueryState('connected', parseAsBoolean)
  const [{ tab }, open] = useQueryStates(connectionParams)
  const [, chooseEvents] = useQueryStates(eventParams)
  const { status, failedItems, freshness } = connection
  const setback = setbackOf(connection)
  const gap = gapText(connection, now, zone)
  const waiting = waitingEventsText(connection, now, zone)
  return (
    <>
      <FaultNotice text={actions.fault} onClose={actions.forgetFault} />
      {justConnected && (
        <Notice
          tone="ok"
          icon={CircleCheck}
          text={`${connection.accountName} is connected. What was missed is being fetched.${sharedText(connection)}`}
        >
          <Button look="quiet" onClick={() => void setJustConnected(null)}>
            Close
          </Button>
        </Notice>
      )}
      <CheckedNotice checked={actions.checked} />
      {mendOf(connection) && (
        <Notice tone={status === 'error' ? 'bad' : 'warn'} icon={CircleAlert} text={mendReason(connection)}>
          <MendButton connection={connection} actions={actions} />
        </Notice>
      )}
      {setback && (
        <Notice
          tone="warn"
          icon={ClockAlert}
          text={`${setback.reason} ${asSentence(nextSyncText(connection, now, zone))}.`}
        >
          {tab !== 'log' && (
            <Button look="quiet" onClick={() => void open({ tab: 'log' })}>
              See the sync log
            </Button>
          )}
        </Notice>
      )}
      {waiting && (
        <Notice tone="warn" icon={ClockAlert} text={waiting}>
          {connection.managed && connection.live && (
            <Button
              look="quiet"
              onClick={() => {
                void chooseEvents({ state: 'waiting' })
                void open({ tab: 'events' })
              }}
            >
              See them
            </Button>
          )}
        </Notice>
      )}
      {freshness.map((fault) => (
        <Notice key={fault.kind} tone="warn" icon={Radio} text={freshnessFaultText(connection, fault, now, zone)} />
      ))}
      {gap && (
        <Notice tone="warn" icon={History} text={gap}>
          <span className="flex gap-1">
            <GapSteps connection={connection} actions={actions} />
          </span>
        </Notice>
      )}
      {failedItems > 0 && (
        <Notice
          tone="warn"
          icon={CircleAlert}
          text={`${failedItems} ${failedItems === 1 ? 'item' : 'items'} could not be judged. Nothing is lost: ${connection.managed ? 'they' : 'an admin sees them, and they'} can be tried again.`}
        >
          {/* Whoever does not manage a shared account does not see its items. */}
          {connection.managed && (
            <Button onClick={() => void open({ tab: 'items', outcome: 'failed' })}>Look at them</Button>
          )}
        </Notice>
      )}
    </>
  )
}

function Notice({
  tone,
  icon,
  text,
  children,
}: {
  tone: 'ok' | 'warn' | 'bad'
  icon: LucideIcon
  text: string
  children?: ReactNode
}) {
  return (
    <div className={`notice ${tone}`}>
      <Icon of={icon} />
      <span className="grow" role="status">
        {text}
      </span>
      {children}
    </div>
  )
}
