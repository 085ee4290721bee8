'use client'

import { CloudOff, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { faultOf } from '@/lib/error-text'
import { Button } from './button'
import { Icon } from './icon'

/** What a view is for and the one next step. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: LucideIcon
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="center">
      <Icon of={icon} large />
      <h2>{title}</h2>
      {children}
      {action && <div className="acts">{action}</div>}
    </div>
  )
}

/** What happened, what to do, and the technical detail one click away. */
export function ErrorState({ title, error, onRetry }: { title: string; error: unknown; onRetry: () => void }) {
  const fault = faultOf(error)
  return (
    <div className="center" role="alert">
      <Icon of={CloudOff} large />
      <h2>{title}</h2>
      <p>{fault.message}</p>
      <div className="acts">
        <Button look="primary" onClick={onRetry}>
          Try again
        </Button>
      </div>
      <details className="tech">
        <summary>Details for admins</summary>
        <pre>{fault.technical}</pre>
      </details>
    </div>
  )
}

/** One bar of a skeleton; shown only when the wait is long enough to notice. */
export const Bone = ({ width, height = 8 }: { width: number | string; height?: number }) => (
  <span className="skel" style={{ width, height }} aria-hidden="true" />
)
