'use client'

import { useQueries, useQuery } from '@tanstack/react-query'
import { ListTodo } from 'lucide-react'
import Link from 'next/link'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import { useNow, useZone } from '@/components/ui/time'
import type { Learnt, Reach, ReachPlace as Place } from '@/lib/api-types'
import { dueText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { ChannelMark } from './channel-badge'
import { agentLine, channelWords } from './conversation-texts'
import { RememberedHere } from './learnt-line'
import { tasksMadeIn, type Thread } from './thread'

/** Beside a thread: what the agent is at, what was made here, and where its member is reached. */
export function AboutConversation({ thread, learnt }: { thread: Thread; learnt: Learnt[] }) {
  const trpc = useTRPC()
  const { word, icon, tone } = agentLine(thread)
  const reach = useQuery(trpc.reach.get.queryOptions()).data
  return (
    <aside className="rail" aria-label="About this conversation">
      <header className="bar">
        <Status icon={icon} tone={tone} role="status">
          {word}
        </Status>
      </header>
      <MadeHere ids={tasksMadeIn(thread.said)} />
      {reach && <Reached reach={reach} />}
      <RememberedHere learnt={learnt} />
    </aside>
  )
}

/** The latest are enough beside the thread. */
const mostShown = 8

function MadeHere({ ids }: { ids: string[] }) {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const reads = useQueries({ queries: ids.slice(0, mostShown).map((id) => trpc.task.get.queryOptions({ id })) })
  const tasks = reads.flatMap(({ data }) => (data ? [data] : []))
  if (tasks.length === 0) return null
  return (
    <section>
      <h2>Made here</h2>
      <ul>
        {tasks.map((task) => (
          <li key={task.id}>
            <Icon of={ListTodo} />
            <Link className="cut" href={`/tasks?task=${task.id}`}>
              {task.title}
            </Link>
            <span className="meta">{task.dueAt && dueText(task, now, zone).text}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The channels that reach this member now, in the order in which they are tried. */
function Reached({ reach: { preferences, places } }: { reach: Reach }) {
  const reachedAt = (channel: Place['channel']) =>
    places.find((place) => place.channel === channel && place.reaches !== null)?.reaches ?? null
  const rows = preferences.channels
    .filter(({ on }) => on)
    .map(({ channel }) => ({ channel, detail: channel === 'web' ? 'open now' : reachedAt(channel) }))
    .flatMap(({ channel, detail }) => (detail === null ? [] : [{ channel, detail }]))
  return (
    <section>
      <h2>You can be reached on</h2>
      <ul>
        {rows.map(({ channel, detail }) => (
          <li key={channel}>
            <ChannelMark channel={channel} />
            <span>{channelWords[channel]}</span>
            <span className="meta cut" title={detail}>
              {detail}
            </span>
          </li>
        ))}
      </ul>
      <Link className="link meta" href="/settings/notifications">
        Change the order
      </Link>
    </section>
  )
}
