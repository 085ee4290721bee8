import type { Connection } from '@/lib/api-types'

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

export function ItemsTable({ connections }: { connections: Connection[] }) {
  const days = connections[0]?.itemsPerDay.map(({ day }) => day) ?? []
  return (
    <div className="scroll-x mt-4" tabIndex={0} role="region" aria-label="Items per day as a table">
      <table className="data">
        <caption className="sr">Items per day, last 14 days</caption>
        <thead>
          <tr>
            <th scope="col">Account</th>
            {days.map((day) => (
              <th key={day} scope="col" className="num">
                {day.slice(8)}.{day.slice(5, 7)}.
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <tr key={connection.id}>
              <th scope="row">{connection.accountName}</th>
              {connection.itemsPerDay.map(({ day, count }) => (
                <td key={day} className="num">
                  {count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
