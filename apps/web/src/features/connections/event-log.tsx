'use client'

import { exactTime, whenText } from '@/lib/time-text'
import type { ConnectionDetail } from '@/lib/api-types'
import { useNow, useZone } from '@/components/ui/time'
import { liveText } from './connection-texts'
import { EventList } from './event-list'
import { ReplayRange } from './replay'

type Live = NonNullable<ConnectionDetail['live']>

/** What the provider has sent by itself, each event once. */
export function EventLog({ connection, live }: { connection: ConnectionDetail; live: Live }) {
  return (
    <>
      <LiveText connection={connection} live={live} />
      <EventList
        connectionId={connection.id}
        empty={
          live.obstacle === null
            ? `When something changes, ${connection.words.service} says so at once. Each such event is listed here, and can be worked on again.`
            : `What ${connection.words.service} tells by itself would be listed here.`
        }
      >
        {connection.status === 'connected' && <ReplayRange connectionId={connection.id} />}
      </EventList>
    </>
  )
}

function LiveText({ connection, live }: { connection: ConnectionDetail; live: Live }) {
  const now = useNow()
  const zone = useZone()
  const { lastEventAt } = live
  return (
    <p className="log-note mb-4">
      {liveText(connection, live, now, zone)}{' '}
      {lastEventAt && <span title={exactTime(lastEventAt, zone)}>Last event {whenText(lastEventAt, now, zone)}.</span>}
    </p>
  )
}
