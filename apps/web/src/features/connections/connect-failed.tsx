'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleX, Clock, RotateCcw, ShieldAlert, UserX, type LucideIcon } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { providerNames } from '@/components/ui/provider-logo'
import type { ProviderId } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { FaultNotice } from './fault-notice'
import { useConnectionActions } from './use-connection-actions'

export type FailedConnect = {
  /** Null: the address names none. */
  provider: ProviderId | null
  reason: string
  state: string | null
  /** The connection that was to be mended. */
  connection: string | null
  /** The team's own app that was asked. */
  app: string | null
}

/** What happened on the way to a connection, what is safe, and how to try again. */
export function ConnectFailed({ failed }: { failed: FailedConnect }) {
  const { provider } = failed
  return provider ? (
    <FailedAt failed={failed} provider={provider} />
  ) : (
    <main id="content" className="page flex flex-col">
      <EmptyState
        first
        icon={CircleX}
        title="Nothing was connected"
        action={
          <Link className={buttonClass({ look: 'primary' })} href="/integrations">
            Go to Integrations
          </Link>
        }
      >
        <p>This address does not say what was to be connected. Begin again from Integrations.</p>
      </EmptyState>
    </main>
  )
}

function FailedAt({ failed, provider }: { failed: FailedConnect; provider: ProviderId }) {
  const trpc = useTRPC()
  const actions = useConnectionActions()
  const name = providerNames[provider]
  // The navigation has the list at hand already.
  const connections = useQuery(trpc.connection.list.queryOptions()).data?.items
  const mended = connections?.find(({ id }) => id === failed.connection)
  const connectNew = () => (failed.app ? actions.connectByApp(provider, failed.app) : actions.connect(provider))
  const { icon, title, text, again } = explain(failed, name, mended?.accountName ?? null)
  return (
    <main id="content" className="page flex flex-col">
      <FaultNotice text={actions.fault} onClose={actions.forgetFault} />
      <EmptyState
        first
        icon={icon}
        title={title}
        action={
          <>
            <Button
              look="primary"
              disabled={actions.leavingFor !== null}
              onClick={() => (mended ? actions.connect(provider, mended.id) : connectNew())}
            >
              {again}
            </Button>
            {mended && (
              <Button disabled={actions.leavingFor !== null} onClick={connectNew}>
                Connect another account
              </Button>
            )}
            <Link className={buttonClass({ look: 'quiet' })} href="/integrations">
              Back to Integrations
            </Link>
          </>
        }
      >
        <p>{text} Nothing new was connected.</p>
      </EmptyState>
    </main>
  )
}

function explain(
  { reason, state }: FailedConnect,
  name: string,
  expected: string | null,
): { icon: LucideIcon; title: string; text: string; again: string } {
  switch (reason) {
    case 'consent_denied':
      return {
        icon: CircleX,
        title: `You did not allow ${name}`,
        text: `You chose not to let Switchboard into this account. You can try again whenever you like.`,
        again: `Connect ${name}`,
      }
    case 'scope_missing':
      return {
        icon: ShieldAlert,
        title: 'Not enough access was granted',
        text: `Without leave to read your mail there is nothing Switchboard could do. Try again and leave the box for reading ticked.`,
        again: 'Try again',
      }
    case 'state_invalid':
      if (state === 'expired')
        return {
          icon: Clock,
          title: 'That took too long',
          text: 'The page at the provider was open for more than ten minutes, and the way back has closed.',
          again: 'Start again',
        }
      if (state === 'replayed')
        return {
          icon: RotateCcw,
          title: 'This link was used already',
          text: 'The way back from the provider works once. If your account is connected already, you find it under Integrations.',
          again: 'Start again',
        }
      return {
        icon: ShieldAlert,
        title: 'This is not your connection',
        text: 'The answer does not belong to a connection that you started in this browser.',
        again: 'Start again',
      }
    case 'conflict':
      return {
        icon: UserX,
        title: 'That was another account',
        text: `You chose another account than ${expected ?? 'the one of this connection'}. Choose ${expected ? 'that' : 'the same'} one, or connect the other one as new.`,
        again: expected ? `Reconnect ${expected}` : `Connect ${name}`,
      }
    case 'switched_off':
      return {
        icon: CircleX,
        title: 'Integrations are switched off',
        text: 'They were switched off while you were away. Who runs this team or installation can switch them on under Settings.',
        again: 'Try again',
      }
    case 'not_configured':
    case 'not_found':
      return {
        icon: CircleX,
        title: `${name} is not set up for this any more`,
        text: 'The app or the keys by which this account was to be connected have been removed meanwhile.',
        again: `Connect ${name}`,
      }
    case 'timeout':
    case 'unavailable':
      return {
        icon: Clock,
        title: `${name} did not answer`,
        text: 'The provider could not be reached in time. It may work in a moment.',
        again: 'Try again',
      }
    default:
      return {
        icon: CircleX,
        title: `${name} could not be connected`,
        text: 'Something went wrong on our side. Should it happen again, tell who runs this Switchboard: its log says what it was.',
        again: 'Try again',
      }
  }
}
