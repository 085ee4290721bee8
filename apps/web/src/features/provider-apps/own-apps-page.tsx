'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { BackLink } from '@/components/ui/back-link'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo, providerNames } from '@/components/ui/provider-logo'
import { PageFault } from '@/components/ui/page-fault'
import { Bone } from '@/components/ui/states'
import { FaultNotice } from '@/features/connections/fault-notice'
import type { OwnApp, ProviderId } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import { AppStatus } from './app-status'

/** The apps that the team has registered at a provider itself. */
export function OwnAppsPage({ provider }: { provider: ProviderId }) {
  const trpc = useTRPC()
  const list = useQuery(trpc.appRegistration.list.queryOptions({ provider }))
  const name = providerNames[provider]
  return (
    <main id="content" className="page" aria-busy={list.isPending}>
      <div className="inner">
        <BackLink href="/integrations">Integrations</BackLink>
        <header className="page-head">
          <div>
            <h1 className="flex items-center gap-2">
              <ProviderLogo provider={provider} medium />
              Your own {name} apps
            </h1>
            {list.data && <p className="connect-guide">{list.data.guide}</p>}
          </div>
        </header>
        {list.isError ? (
          <PageFault title="The apps could not be loaded" error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Bone width={320} height={20} />
        ) : (
          <>
            {list.data.items.length > 0 && (
              <ul className="own-apps" aria-label={`Own ${name} apps`}>
                {list.data.items.map((app) => (
                  <AppLine key={app.id} app={app} />
                ))}
              </ul>
            )}
            <NewApp provider={provider} name={name} isFirst={list.data.items.length === 0} />
          </>
        )}
      </div>
    </main>
  )
}

const AppLine = ({ app }: { app: OwnApp }) => (
  <li>
    <div className="grow">
      <Link className="link" href={`/integrations/apps/${app.provider}/${app.id}`}>
        {app.name}
      </Link>
      <p className="meta">
        {app.accounts.length > 0 ? `Connects ${app.accounts.join(', ')}` : 'Nothing is connected by it'}
      </p>
    </div>
    <AppStatus app={app} />
  </li>
)

function NewApp({ provider, name, isFirst }: { provider: ProviderId; name: string; isFirst: boolean }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const beginning = useMutation(
    trpc.appRegistration.begin.mutationOptions({
      onSuccess: ({ id }) => router.push(`/integrations/apps/${provider}/${id}`),
    }),
  )
  const fault = beginning.error ? faultOf(beginning.error) : null
  const atName = fault?.faults.find(({ field }) => field === 'name')
  return (
    <form
      className="own-app-begin"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!beginning.isPending) beginning.mutate({ provider, name: typed })
      }}
    >
      <FaultNotice text={fault && !atName ? fault.message : null} onClose={() => beginning.reset()} />
      <h2>{isFirst ? `Use your own ${name} app` : 'Another app'}</h2>
      <label htmlFor="app-name">Name</label>
      <div className="own-app-acts">
        <input
          id="app-name"
          className="input"
          value={typed}
          autoComplete="off"
          aria-invalid={atName ? true : undefined}
          aria-describedby="app-name-hint"
          onChange={(event) => {
            setTyped(event.target.value)
            if (beginning.isError) beginning.reset()
          }}
        />
        <Button look="primary" type="submit" disabled={beginning.isPending || beginning.isSuccess}>
          <Icon of={Plus} small />
          Begin
        </Button>
      </div>
      <p id="app-name-hint" className={atName ? 'fault' : 'meta'}>
        {atName?.message ?? `As people will see it at ${name}, for example Switchboard of Northwind.`}
      </p>
    </form>
  )
}
