'use client'

import { CloudOff, type LucideIcon, SearchX } from 'lucide-react'
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
  first,
}: {
  icon: LucideIcon
  title: string
  children: ReactNode
  action?: ReactNode
  /** It is the page's only heading. */
  first?: boolean
}) {
  const Heading = first ? 'h1' : 'h2'
  return (
    <div className="center">
      <Icon of={icon} large />
      <Heading>{title}</Heading>
      {children}
      {action && <div className="acts">{action}</div>}
    </div>
  )
}

/** What happened, what to do, and the technical detail one click away. What does not exist is not asked for again. */
export function ErrorState({
  title,
  error,
  onRetry,
  first,
}: {
  title: string
  error: unknown
  onRetry: () => void
  first?: boolean
}) {
  const Heading = first ? 'h1' : 'h2'
  const fault = faultOf(error)
  return (
    <div className="center" role="alert">
      <Icon of={fault.missing ? SearchX : CloudOff} large />
      <Heading>{fault.missing ? 'Not found' : title}</Heading>
      <p>{fault.message}</p>
      {!fault.missing && (
        <>
          <div className="acts">
            <Button look="primary" onClick={onRetry}>
              Try again
            </Button>
          </div>
          <details className="tech">
            <summary>Details for admins</summary>
            <pre>{fault.technical}</pre>
          </details>
        </>
      )}
    </div>
  )
}

/** One bar of a skeleton; shown only when the wait is long enough to notice. */
export const Bone = ({ width, height = 8 }: { width: number | string; height?: number }) => (
  <span className="skel" style={{ width, height }} aria-hidden="true" />
)
