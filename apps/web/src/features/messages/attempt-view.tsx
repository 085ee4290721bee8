'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '@/components/ui/button'
import { FaultText } from '@/components/ui/fault-text'
import { Status } from '@/components/ui/status'
import { useZone } from '@/components/ui/time'
import { latencyText } from '@/features/channels/channel-texts'
import { accountOfWay, nameOfWay, WayLogo } from '@/features/channels/way-name'
import type { Attempt } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { exactTime } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { attemptStates } from './message-texts'

/** One attempt: where it went, what came of it, and, where nobody knows that, the two ways to settle it. */
export function AttemptView({ attempt }: { attempt: Attempt }) {
  const zone = useZone()
  const { name, icon, tone } = attemptStates[attempt.state]
  return (
    <li>
      <div className="attempt-head">
        <WayLogo channel={attempt.channel} provider={attempt.provider} />
        <b className="strong grow cut" title={accountOfWay(attempt)}>
          {nameOfWay(attempt)}
          {attempt.attempt > 1 && `, attempt ${attempt.attempt}`}
        </b>
        <Status icon={icon} tone={tone}>
          {name}
        </Status>
      </div>
      {attempt.error && <p>{attempt.error}</p>}
      <dl className="attempt-facts">
        <dt>Begun</dt>
        <dd>{exactTime(attempt.startedAt, zone)}</dd>
        {attempt.latencyMs !== null && (
          <>
            <dt>Took</dt>
            <dd>{latencyText(attempt.latencyMs)}</dd>
          </>
        )}
        {attempt.channel !== 'web' && (
          <>
            <dt>To</dt>
            <dd>{attempt.address}</dd>
            <dt>By</dt>
            <dd>{accountOfWay(attempt)}</dd>
          </>
        )}
        {attempt.place && (
          <>
            <dt>Known there as</dt>
            <dd className="font-mono">{attempt.place}</dd>
          </>
        )}
      </dl>
      {attempt.isInDoubt && <Decision attempt={attempt} />}
    </li>
  )
}

function Decision({ attempt: { id, maySendAgain } }: { attempt: Attempt }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const deciding = useMutation(
    trpc.delivery.decide.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.delivery.pathKey() }),
    }),
  )
  return (
    <div className="attempt-decision">
      <p>Look whether it is there: Switchboard could not find out, and does not send it twice by itself.</p>
      <div className="flex flex-wrap gap-2">
        <Button disabled={deciding.isPending} onClick={() => deciding.mutate({ id, decision: 'arrived' })}>
          It arrived
        </Button>
        {maySendAgain && (
          <Button disabled={deciding.isPending} onClick={() => deciding.mutate({ id, decision: 'send_again' })}>
            Send again
          </Button>
        )}
      </div>
      <FaultText>{deciding.error && faultOf(deciding.error).message}</FaultText>
    </div>
  )
}
