import clsx from 'clsx'
import type { ReactNode } from 'react'

/** A name, or `{ figures: name }` for a column of numbers. */
type Column = string | { figures: string }

type DataTableProps = {
  label: string
  columns: Column[]
  /** Few and short columns, which a phone has room for. */
  narrow?: boolean
  children: ReactNode
}

/** Rows to read: a table, and on a phone one card per row, whose cells carry the names of their columns. */
export function DataTable({ label, columns, narrow, children }: DataTableProps) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      {/* Cards are laid out by other means than a table, and would lose its roles without their being named. */}
      <table className={clsx('data', !narrow && 'as-cards')} role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => {
              const name = typeof column === 'string' ? column : column.figures
              return (
                <th
                  key={name}
                  role="columnheader"
                  scope="col"
                  className={typeof column === 'string' ? undefined : 'num'}
                >
                  {name}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody role="rowgroup">{children}</tbody>
      </table>
    </div>
  )
}

export const DataRow = ({ children }: { children: ReactNode }) => <tr role="row">{children}</tr>

type DataCellProps = {
  /** The column's name on a card; absent where the words speak for themselves. */
  label?: string
  /** Numbers: aligned in the table, side by side on a card. */
  figures?: boolean
  title?: string
  children: ReactNode
}

export const DataCell = ({ label, figures, title, children }: DataCellProps) => (
  <td role="cell" className={clsx(figures && 'num')} data-label={label} title={title}>
    {children}
  </td>
)
