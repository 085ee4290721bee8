import { ArrowDown, ArrowUp, Mail, Monitor } from 'lucide-react'
import Link from 'next/link'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import type { ReachPlace } from '@/lib/api-types'
import { channelTexts, priorityNames } from './channel-texts'
import { PlaceLine } from './place-line'
import { type ChannelName, channelsOf, moved, withChannel } from './reach-fields'
import type { ReachDraft } from './use-reach-draft'

/** The channels in the order in which they are tried, each with whom it reaches at the moment. */
export function ChannelList({ draft, places }: { draft: ReachDraft; places: ReachPlace[] }) {
  const channels = channelsOf(draft.shown.channels)
  const [told, setTold] = useState('')
  const wanted = useRef<{ channel: ChannelName; by: -1 | 1 } | null>(null)
  useEffect(() => {
    // A row that has been put elsewhere has lost the focus; at the end of the list the other arrow takes it.
    const { channel, by } = wanted.current ?? {}
    wanted.current = null
    if (!channel || !by) return
    const arrows = [by, by === 1 ? -1 : 1].map((way) => document.getElementById(arrowId(channel, way === 1 ? 1 : -1)))
    arrows.find((arrow) => arrow instanceof HTMLButtonElement && !arrow.disabled)?.focus()
  }, [draft.shown.channels])
  const move = (channel: ChannelName, by: -1 | 1) => {
    const next = moved(draft.shown.channels, channel, by)
    if (next === null) return
    wanted.current = { channel, by }
    draft.set('channels', next)
    const place = channelsOf(next).findIndex((one) => one.channel === channel) + 1
    setTold(`${channelTexts[channel].name} is number ${place} of ${channels.length}.`)
  }
  const moveByKey = (channel: ChannelName) => (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    move(channel, event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <section aria-labelledby="channels">
      <h2 id="channels">Channels</h2>
      <p className="meta mb-3">Move one by its arrows, or by Alt and the arrow keys.</p>
      <ol className="channels">
        {channels.map(({ channel, on, priority }, index) => (
          <li key={channel} className="channel" onKeyDown={moveByKey(channel)}>
            <div className="channel-head">
              <ChannelLogo channel={channel} />
              <h3 className="grow cut">{channelTexts[channel].name}</h3>
              <select
                className="input"
                aria-label={`When to try ${channelTexts[channel].name}`}
                value={priority}
                onChange={(event) =>
                  draft.set(
                    'channels',
                    withChannel(draft.shown.channels, channel, { priority: Number(event.target.value) }),
                  )
                }
              >
                {priorityNames.map((name, at) => (
                  <option key={name} value={at + 1}>
                    {name}
                  </option>
                ))}
              </select>
              <label className="channel-on">
                <input
                  className="check"
                  type="checkbox"
                  role="switch"
                  aria-label={`Use ${channelTexts[channel].name}`}
                  checked={on}
                  onChange={(event) =>
                    draft.set('channels', withChannel(draft.shown.channels, channel, { on: event.target.checked }))
                  }
                />
                <span aria-hidden="true">{on ? 'On' : 'Off'}</span>
              </label>
              <Arrow channel={channel} by={-1} isEnd={index === 0} onMove={move} />
              <Arrow channel={channel} by={1} isEnd={index === channels.length - 1} onMove={move} />
            </div>
            <Places channel={channel} places={places} />
          </li>
        ))}
      </ol>
      <p className="sr" role="status">
        {told}
      </p>
    </section>
  )
}

const arrowId = (channel: ChannelName, by: -1 | 1) => `${channel}-${by === -1 ? 'up' : 'down'}`

type ArrowProps = {
  channel: ChannelName
  by: -1 | 1
  isEnd: boolean
  onMove: (channel: ChannelName, by: -1 | 1) => void
}

function Arrow({ channel, by, isEnd, onMove }: ArrowProps) {
  const { name } = channelTexts[channel]
  return (
    <Button
      id={arrowId(channel, by)}
      look="quiet"
      icon
      disabled={isEnd}
      aria-label={by === -1 ? `Move ${name} up` : `Move ${name} down`}
      aria-keyshortcuts={by === -1 ? 'Alt+ArrowUp' : 'Alt+ArrowDown'}
      onClick={() => onMove(channel, by)}
    >
      <Icon of={by === -1 ? ArrowUp : ArrowDown} />
    </Button>
  )
}

function ChannelLogo({ channel }: { channel: ChannelName }) {
  if (channel === 'slack' || channel === 'telegram') return <ProviderLogo provider={channel} />
  return <Icon of={channel === 'web' ? Monitor : Mail} />
}

function Places({ channel, places }: { channel: ChannelName; places: ReachPlace[] }) {
  const here = places.filter((place) => place.channel === channel)
  if (here.length > 0)
    return (
      <ul className="places">
        {here.map((place) => (
          <PlaceLine key={place.connectionId ?? channel} place={place} />
        ))}
      </ul>
    )
  return (
    <p className="places meta">
      {channelTexts[channel].nothing} <Link href="/integrations">Open integrations</Link>
    </p>
  )
}
