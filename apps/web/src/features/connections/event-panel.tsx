'use client'

import { useQuery } from '@tanstack/react-query'
import { Panel } from '@/components/ui/dialog'
import { Bone, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import type { Outputs } from '@/lib/api-types'
import { exactTime } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { nextTryText } from './connection-texts'
import { ReplayOne } from './replay'

const outcomeNames: Record<Outputs['inbound']['get']['state'], string> = {
  processed: 'Worked on',
  waiting: 'Waiting',
  passed_over: 'Passed over',
  dead: 'Failed for good',
}

type Props = { connectionId: string; id: string; onClose: () => void }

/** One event beside the log: when it came and what was sent. */
export function EventPanel({ connectionId, id, onClose }: Props) {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const read = useQuery(trpc.inbound.get.queryOptions({ connectionId, id }))
  const event = read.data
  return (
    <Panel
      open
      onOpenChange={(open) => !open && onClose()}
      title="Event"
      foot={event?.mayReplay ? <ReplayOne connectionId={connectionId} id={id} /> : undefined}
    >
      {read.isError ? (
        <ErrorState title="This event could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      ) : event ? (
        <>
          <dl className="inbound-facts">
            <dt>Id</dt>
            <dd className="font-mono">{event.eventId}</dd>
            <dt>Received</dt>
            <dd>{exactTime(event.receivedAt, zone)}</dd>
            <dt>{event.state === 'waiting' ? 'Last tried' : 'Worked on'}</dt>
            <dd>
              {exactTime(event.processedAt, zone)}
              {event.times > 1 && `, ${event.times} times in all`}
            </dd>
            {event.outcome && (
              <>
                <dt>{outcomeNames[event.state]}</dt>
                <dd>
                  {event.outcome}
                  {event.waitsUntil && ` ${nextTryText(event.waitsUntil, now, zone)}`}
                </dd>
              </>
            )}
          </dl>
          <section aria-label="What was sent">
            <h3>What was sent{event.isDecoded && ', decoded'}</h3>
            {event.isDiscarded ? (
              <p className="log-note">It was not kept.</p>
            ) : (
              <pre className="event-payload">{indented(event.payload)}</pre>
            )}
          </section>
        </>
      ) : (
        <Bone width="60%" height={20} />
      )}
    </Panel>
  )
}

/** JSON is shown line by line; anything else as it came. */
function indented(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2)
  } catch {
    return payload
  }
}
