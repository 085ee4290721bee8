'use client'

import { Button, buttonClass } from '@/components/ui/button'
import type { Connection } from '@/lib/api-types'
import type { ConnectionActions } from './use-connection-actions'

/** What a person can do about a range that was not wholly covered: look through it at the provider, and be done with it. */
export function GapSteps({ connection, actions }: { connection: Connection; actions: ConnectionActions }) {
  const { id, gap, providerName } = connection
  if (!gap) return null
  return (
    <>
      <Button look="quiet" onClick={() => actions.dismissGap(id, gap.to)}>
        Do not show again
      </Button>
      {gap.url && (
        <a className={buttonClass({})} href={gap.url} target="_blank" rel="noreferrer">
          Look through it in {providerName}
        </a>
      )}
    </>
  )
}
