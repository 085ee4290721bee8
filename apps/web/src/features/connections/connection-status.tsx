'use client'

import { CircleAlert, CircleCheck, CirclePause, ClockAlert, LoaderCircle, ShieldAlert } from 'lucide-react'
import { Status } from '@/components/ui/status'
import type { Connection } from '@/lib/api-types'
import { setbackOf } from './connection-state'
import { errorWord } from './connection-texts'

/** Icon and word. */
export function ConnectionStatus({ connection }: { connection: Connection }) {
  const { status, run, missingScopes } = connection
  if (status === 'error') {
    return (
      <Status tone="bad" icon={CircleAlert}>
        {errorWord(connection)}
      </Status>
    )
  }
  if (status === 'paused') {
    return <Status icon={CirclePause}>Paused</Status>
  }
  if (status === 'disconnected') {
    return <Status icon={CirclePause}>Disconnected</Status>
  }
  if (run?.state === 'running' || status === 'connecting') {
    return (
      <Status tone="run" icon={LoaderCircle}>
        {status === 'connecting' ? 'Connecting' : 'Syncing'}
      </Status>
    )
  }
  const setback = setbackOf(connection)
  if (setback) {
    return (
      <Status tone="warn" icon={ClockAlert}>
        {setback.word}
      </Status>
    )
  }
  if (missingScopes.length > 0) {
    return (
      <Status tone="warn" icon={ShieldAlert}>
        Access is missing
      </Status>
    )
  }
  return (
    <Status tone="ok" icon={CircleCheck}>
      Up to date
    </Status>
  )
}
