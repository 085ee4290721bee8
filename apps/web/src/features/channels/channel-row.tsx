'use client'

import { CircleAlert, History } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import { useNow, useZone } from '@/components/ui/time'
import type { ChannelHealth } from '@/lib/api-types'
import { exactTime, whenText } from '@/lib/time-text'
import { ChannelChart, type Span } from './channel-chart'
import { channelStates, countsText, latencyText, rateText, stateDetail } from './channel-texts'
import { accountOfWay, nameOfWay, WayLogo } from './way-name'

type Props = { channel: ChannelHealth; span: Span; isTrying: boolean; onTry: () => void }

/** One way out: does it work, how much of it gets through and how fast, and what has failed. */
export function ChannelRow({ channel, span, isTrying, onTry }: Props) {
  const now = useNow()
  const zone = useZone()
  const { id, state, provider, lastOkAt, lastDay, lastWeek, p50Ms, p95Ms } = channel
  const { name, icon, tone } = channelStates[state]
  return (
    <article className="way" aria-label={`${nameOfWay(channel)} ${accountOfWay(channel)}`} data-channel={id}>
      <div className="acct">
        <WayLogo channel={channel.channel} provider={provider} />
        <h2 className="cut">
          {provider && channel.accountName ? (
            <Link href={`/integrations/${id}`} className="hover:underline">
              {nameOfWay(channel)}
            </Link>
          ) : (
            nameOfWay(channel)
          )}
        </h2>
        <p className="cut">{accountOfWay(channel)}</p>
      </div>
      <div className="two" title={lastOkAt ? `Last sent ${exactTime(lastOkAt, zone)}` : undefined}>
        <Status icon={icon} tone={tone}>
          {name}
        </Status>
        <span>{stateDetail(channel, now, zone)}</span>
      </div>
      <div className="two" data-label="24 hours">
        <span>{rateText(lastDay)}</span>
        <span>{countsText(lastDay)}</span>
      </div>
      <div className="two" data-label="7 days">
        <span>{rateText(lastWeek)}</span>
        <span>{countsText(lastWeek)}</span>
      </div>
      <div className="two" data-label="Takes, 7 days">
        <span>{p50Ms === null ? '–' : latencyText(p50Ms)}</span>
        <span>{p95Ms === null ? 'nothing sent' : `95% within ${latencyText(p95Ms)}`}</span>
      </div>
      <div className="way-chart" data-label={span === 'hours' ? 'Per hour' : 'Per day'}>
        {channel[span].length > 0 ? <ChannelChart channel={channel} span={span} /> : <span className="meta">None</span>}
      </div>
      <Fault channel={channel} isTrying={isTrying} onTry={onTry} />
    </article>
  )
}

/** What has failed, in the row itself; what is over is told as such. */
function Fault({ channel, isTrying, onTry }: Omit<Props, 'span'>) {
  const now = useNow()
  const zone = useZone()
  const { id, state, provider, failures, lastFault, lastFaultAt, lastOkAt, accountName } = channel
  if (state === 'resting')
    return (
      <div className="way-fault bad">
        <Icon of={CircleAlert} />
        <p className="grow">
          {failures} {failures === 1 ? 'message' : 'messages'} in a row could not be sent. {lastFault} People are
          reached by their other channels meanwhile.
        </p>
        <Button disabled={isTrying} onClick={onTry}>
          Try now
        </Button>
      </div>
    )
  if (state === 'unusable' && provider && accountName)
    return (
      <div className="way-fault warn">
        <Icon of={CircleAlert} />
        <p className="grow">People are reached by their other channels meanwhile.</p>
        <Link className={buttonClass({})} href={`/integrations/${id}`}>
          Look at the account
        </Link>
      </div>
    )
  if (!lastFault || !lastFaultAt) return null
  const isOver = lastOkAt !== null && lastOkAt > lastFaultAt
  return (
    <p className="way-past">
      <Icon of={isOver ? History : CircleAlert} small />
      <span title={exactTime(lastFaultAt, zone)}>
        {isOver ? 'Failed last' : 'Failed'} {whenText(lastFaultAt, now, zone)}: {lastFault}
      </span>
    </p>
  )
}
