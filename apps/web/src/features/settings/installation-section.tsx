'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { useIntegrationsSwitch } from '@/features/shell/switched-off-notice'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import { OfferedSecrets } from './offered-secrets'

/** What the person who runs the installation changes for all teams; nothing for others. */
export function InstallationSection() {
  const trpc = useTRPC()
  const integrations = useQuery(trpc.system.status.queryOptions()).data?.integrations
  const change = useIntegrationsSwitch()
  const [confirming, setConfirming] = useState(false)
  if (!integrations?.isOperator) return null
  const { forAll } = integrations
  const turn = (on: boolean) => change.mutate({ on }, { onSuccess: () => setConfirming(false) })
  return (
    <section aria-labelledby="installation" style={{ maxWidth: 720 }}>
      <h2 id="installation" className="mb-2">
        Installation
      </h2>
      <p className="log-note mb-3">You run this installation. What is set here holds for all its teams.</p>
      <div className="flex items-center gap-4">
        <p className="grow">
          <b className="strong">Integrations are {forAll ? 'on' : 'off'}.</b>{' '}
          {forAll
            ? 'Accounts are read, and what providers send is taken in.'
            : 'Nothing is read, received or written back, and nothing can be connected. Providers are told that nobody is there.'}
        </p>
        <Button disabled={change.isPending} onClick={() => (forAll ? setConfirming(true) : turn(true))}>
          {forAll ? 'Switch off' : 'Switch on'}
        </Button>
      </div>
      <OfferedSecrets />
      {change.isError && (
        <p role="alert" className="text-bad mt-2">
          {faultOf(change.error).message}
        </p>
      )}
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title="Switch integrations off for all teams?"
        description="Syncs and changes at providers stand still until you switch them on again, and then catch up. Webhooks are refused meanwhile: a service that meets refusals for long may stop sending, and what it tells only once is lost."
        action="Switch off"
        busy={change.isPending}
        onConfirm={() => turn(false)}
      />
    </section>
  )
}
