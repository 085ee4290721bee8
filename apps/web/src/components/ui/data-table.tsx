import type { ReactNode } from 'react'

/** A name, or `{ figures: name }` for a column of numbers. */
type Column = string | { figures: string }

/** Rows to read; scrolls sideways where the screen is narrow. */
export function DataTable({ label, columns, children }: { label: string; columns: Column[]; children: ReactNode }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="data">
        <thead>
          <tr>
            {columns.map((column) => {
              const name = typeof column === 'string' ? column : column.figures
              return (
                <th key={name} scope="col" className={typeof column === 'string' ? undefined : 'num'}>
                  {name}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
