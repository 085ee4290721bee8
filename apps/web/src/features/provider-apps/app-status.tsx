'use client'

import { CircleAlert, CircleCheck, CircleDashed, KeyRound } from 'lucide-react'
import { Status } from '@/components/ui/status'
import { useNow, useZone } from '@/components/ui/time'
import type { OwnApp } from '@/lib/api-types'
import { whenText } from '@/lib/time-text'

/** Whether an app can be used, and what the provider's calls say of its keys. */
export function AppStatus({ app }: { app: Pick<OwnApp, 'hasKeys' | 'calls'> }) {
  const now = useNow()
  const zone = useZone()
  const when = (at: Date | null) => (at ? whenText(at, now, zone) : '')
  const { state, at, takenAt } = app.calls
  if (!app.hasKeys)
    return (
      <Status tone="warn" icon={KeyRound} long>
        Its keys are missing
      </Status>
    )
  if (state === 'refused')
    return (
      <Status tone="bad" icon={CircleAlert} long>
        Events are refused: their signature does not match the signing secret, last {when(at)}.{' '}
        {takenAt ? `Until ${when(takenAt)} it matched.` : 'None has matched yet.'}
      </Status>
    )
  return state === 'taken' ? (
    <Status tone="ok" icon={CircleCheck} long>
      Its signature matches, last event {when(at)}
    </Status>
  ) : (
    <Status icon={CircleDashed} long>
      No event has arrived yet
    </Status>
  )
}
