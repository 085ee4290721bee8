'use client'

import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { useNow, useZone } from '@/components/ui/time'
import type { Connection } from '@/lib/api-types'
import { dayKey, dueLong } from '@/lib/time-text'

const heightPx = 28
const leastPx = 2

/** Items per day of the last fourteen; the page can show the same as a table. */
export function ItemsChart({ days }: { days: Connection['itemsPerDay'] }) {
  const most = Math.max(1, ...days.map(({ count }) => count))
  return (
    <svg viewBox="0 0 95 28" aria-hidden="true">
      {days.map(({ day, count }, index) => {
        const height = count === 0 ? leastPx : Math.max(leastPx, Math.round((count / most) * heightPx))
        return (
          <rect
            key={day}
            className={count === 0 ? 'none' : index === days.length - 1 ? 'last' : undefined}
            x={index * 7}
            y={heightPx - height}
            width="4"
            height={height}
            rx="1"
          />
        )
      })}
    </svg>
  )
}

/** The same in words and numbers: a row per day, the latest first. */
export function ItemsTable({ connections }: { connections: Connection[] }) {
  const now = useNow()
  const zone = useZone()
  const today = dayKey(new Date(now), zone)
  const days = connections[0]?.itemsPerDay.map(({ day }) => day).toReversed() ?? []
  const nameOf = (connection: Connection) => `${connection.providerName} ${connection.accountName}`
  return (
    <DataTable
      narrow
      label="Items per day, last 14 days"
      columns={['Day', ...connections.map((connection) => ({ figures: nameOf(connection) }))]}
    >
      {days.map((day) => (
        <DataRow key={day}>
          <DataCell>{day === today ? 'Today' : dayInWords(day, now)}</DataCell>
          {connections.map((connection) => (
            <DataCell key={connection.id} figures label={nameOf(connection)}>
              {connection.itemsPerDay.find((entry) => entry.day === day)?.count ?? 0}
            </DataCell>
          ))}
        </DataRow>
      ))}
    </DataTable>
  )
}

/** A calendar day belongs to no zone: 'Saturday 21 November'. */
const dayInWords = (day: string, now: number) =>
  dueLong({ dueAt: new Date(`${day}T00:00:00Z`), dueAllDay: true }, now, 'UTC')
