'use client'

import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { useNow, useZone } from '@/components/ui/time'
import type { ChannelHealth } from '@/lib/api-types'
import { clockTime, dueLong } from '@/lib/time-text'
import { countsText } from './channel-texts'
import { accountOfWay, nameOfWay } from './way-name'

export const spans = ['hours', 'days'] as const
export type Span = (typeof spans)[number]

const widthPx = 95
const heightPx = 28
const leastPx = 2

/** What went by a channel, bar by bar, what failed on top; the page shows the same as a table. */
export function ChannelChart({ channel, span }: { channel: ChannelHealth; span: Span }) {
  const buckets = channel[span]
  const count = Math.max(1, buckets.length)
  const step = (widthPx + 1) / count
  const most = Math.max(1, ...buckets.map(allOf))
  return (
    <svg viewBox={`0 0 ${widthPx} ${heightPx}`} aria-hidden="true" preserveAspectRatio="none">
      {buckets.map((bucket, index) => {
        const all = allOf(bucket)
        const height = all === 0 ? leastPx : Math.max(leastPx, Math.round((all / most) * heightPx))
        const bad = all === bucket.sent ? 0 : Math.max(leastPx, Math.round(((all - bucket.sent) / all) * height))
        const bar = { x: index * step, width: step * 0.7, rx: 0.5 }
        return (
          <g key={index}>
            <rect
              {...bar}
              className={all === 0 ? 'none' : undefined}
              y={heightPx - height + bad}
              height={height - bad}
            />
            {bad > 0 && <rect {...bar} className="bad" y={heightPx - height} height={bad} />}
          </g>
        )
      })}
    </svg>
  )
}

const allOf = ({ sent, failed, unknown }: ChannelHealth['days'][number] | ChannelHealth['hours'][number]) =>
  sent + failed + unknown

/** The same in words and numbers: a row per hour or day, the latest first. */
export function ChannelTable({ channels, span }: { channels: ChannelHealth[]; span: Span }) {
  const now = useNow()
  const zone = useZone()
  const used = channels.filter((channel) => channel[span].length > 0)
  const rows = used[0]?.[span] ?? []
  const nameOf = (channel: ChannelHealth) =>
    channel.provider ? `${nameOfWay(channel)} ${accountOfWay(channel)}` : nameOfWay(channel)
  if (rows.length === 0) return <p className="log-note">Nothing was sent in the last 14 days.</p>
  return (
    <DataTable
      narrow
      label={span === 'hours' ? 'Messages per hour, last 24 hours' : 'Messages per day, last 14 days'}
      columns={[span === 'hours' ? 'Hour' : 'Day', ...used.map((channel) => ({ figures: nameOf(channel) }))]}
    >
      {rows.toReversed().map((row, index) => (
        <DataRow key={index}>
          <DataCell>
            {'at' in row ? `from ${clockTime(row.at, zone)}` : index === 0 ? 'Today' : dayInWords(row.day, now)}
          </DataCell>
          {used.map((channel) => {
            const bucket = channel[span].at(-1 - index)
            return (
              <DataCell key={channel.id} figures label={nameOf(channel)}>
                {bucket ? countsText(bucket) : ''}
              </DataCell>
            )
          })}
        </DataRow>
      ))}
    </DataTable>
  )
}

/** A calendar day belongs to no zone: 'Saturday 21 November'. */
const dayInWords = (day: string, now: number) =>
  dueLong({ dueAt: new Date(`${day}T00:00:00Z`), dueAllDay: true }, now, 'UTC')
