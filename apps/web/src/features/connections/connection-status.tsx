'use client'

import { CircleAlert, CircleCheck, CirclePause, LoaderCircle, ShieldAlert } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import type { Connection } from '@/lib/api-types'
import { errorWord } from './connection-texts'

/** Icon and word. */
export function ConnectionStatus({ connection }: { connection: Connection }) {
  const { status, run, missingScopes } = connection
  if (status === 'error') {
    return (
      <span className="st bad">
        <Icon of={CircleAlert} />
        {errorWord(connection)}
      </span>
    )
  }
  if (status === 'paused') {
    return (
      <span className="st">
        <Icon of={CirclePause} />
        Paused
      </span>
    )
  }
  if (status === 'disconnected') {
    return (
      <span className="st">
        <Icon of={CirclePause} />
        Disconnected
      </span>
    )
  }
  if (run?.state === 'running' || status === 'connecting') {
    return (
      <span className="st run">
        <Icon of={LoaderCircle} spin />
        {status === 'connecting' ? 'Connecting' : 'Syncing'}
      </span>
    )
  }
  if (missingScopes.length > 0) {
    return (
      <span className="st warn">
        <Icon of={ShieldAlert} />
        Access is missing
      </span>
    )
  }
  return (
    <span className="st ok">
      <Icon of={CircleCheck} />
      Up to date
    </span>
  )
}
