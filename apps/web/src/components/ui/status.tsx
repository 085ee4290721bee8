import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon'

type StatusProps = {
  tone?: 'ok' | 'warn' | 'bad' | 'run'
  icon: LucideIcon
  small?: boolean
  /** A whole sentence, which may take several lines. */
  long?: boolean
  role?: 'status' | 'alert'
  children: ReactNode
}

/** Status by icon and word, never by colour alone. What runs turns. */
export function Status({ tone, icon, small, long, role, children }: StatusProps) {
  return (
    <span className={clsx('st', tone, long && 'whitespace-normal')} role={role}>
      <Icon of={icon} small={small} spin={tone === 'run'} />
      {children}
    </span>
  )
}
