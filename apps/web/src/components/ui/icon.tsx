import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'

/** An icon of the house's size and line; decoration beside a word, so hidden from screen readers. */
export function Icon({
  of: Of,
  small,
  large,
  spin,
  className,
}: {
  of: LucideIcon
  small?: boolean
  large?: boolean
  spin?: boolean
  className?: string
}) {
  return (
    <Of
      aria-hidden="true"
      className={clsx('i', small && 'i-s', large && 'i-l', spin && 'spin', className)}
      strokeWidth={undefined}
    />
  )
}
