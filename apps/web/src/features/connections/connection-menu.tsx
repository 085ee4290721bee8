'use client'

import { Ellipsis } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import { useNow } from '@/components/ui/time'
import type { Connection } from '@/lib/api-types'
import { canSync, disconnectText, syncNowText } from './connection-texts'
import type { ConnectionActions } from './use-connection-actions'

type Props = {
  connection: Connection
  actions: ConnectionActions
  /** Absent where a test item cannot be followed. */
  onTest?: () => void
}

/** Everything one can do to a connection. */
export function ConnectionMenu({ connection, actions, onTest }: Props) {
  const router = useRouter()
  const now = useNow()
  const [confirming, setConfirming] = useState(false)
  const { id, status, providerName } = connection
  return (
    <>
      <Menu
        label={`${providerName}, ${connection.accountName}`}
        align="end"
        trigger={
          <Button look="quiet" icon small aria-label={`More for ${providerName} ${connection.accountName}`}>
            <Icon of={Ellipsis} />
          </Button>
        }
        entries={[
          { kind: 'item', text: 'Settings and sync log', onSelect: () => router.push(`/integrations/${id}`) },
          {
            kind: 'item',
            text: syncNowText(connection),
            disabled: !canSync(connection, now),
            onSelect: () => actions.sync(id),
          },
          { kind: 'item', text: 'Check the connection', onSelect: () => actions.check(id) },
          ...(onTest
            ? [{ kind: 'item' as const, text: 'Send a test item', disabled: status !== 'connected', onSelect: onTest }]
            : []),
          status === 'paused'
            ? { kind: 'item', text: 'Resume', onSelect: () => actions.resume(id) }
            : { kind: 'item', text: 'Pause', disabled: status !== 'connected', onSelect: () => actions.pause(id) },
          { kind: 'item', text: 'Reconnect', onSelect: () => actions.connect(connection.provider, id) },
          { kind: 'separator' },
          { kind: 'item', text: 'Disconnect', danger: true, onSelect: () => setConfirming(true) },
        ]}
      />
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={`Disconnect ${connection.accountName}?`}
        description={`${disconnectText(connection)} Your suggestions and tasks stay. Finished tasks are no longer written back.`}
        action={`Disconnect ${providerName}`}
        busy={actions.isDisconnecting}
        onConfirm={() =>
          actions.disconnect(id, () => {
            setConfirming(false)
            router.push(`/integrations?disconnected=${id}`)
          })
        }
      />
    </>
  )
}
