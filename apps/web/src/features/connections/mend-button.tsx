'use client'

import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import type { Connection } from '@/lib/api-types'
import { mendOf } from './connection-state'
import type { ConnectionActions } from './use-connection-actions'

/** The one step that mends a connection, when there is one. */
export function MendButton({ connection, actions }: { connection: Connection; actions: ConnectionActions }) {
  const { id, provider, providerName } = connection
  switch (mendOf(connection)) {
    case null:
      return null
    case 'settings':
      return (
        <Link className={buttonClass({ look: 'primary' })} href={`/integrations/${id}`}>
          Change settings
        </Link>
      )
    case 'check':
      return (
        <Button look="primary" disabled={actions.isChecking} onClick={() => actions.check(id)}>
          Check again
        </Button>
      )
    case 'grant':
    case 'reconnect':
      return (
        <Button look="primary" disabled={actions.leavingFor !== null} onClick={() => actions.connect(provider, id)}>
          {mendOf(connection) === 'grant' ? 'Grant access' : `Reconnect ${providerName}`}
        </Button>
      )
  }
}
