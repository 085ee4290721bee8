'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, ExternalLink, LoaderCircle } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { BackLink } from '@/components/ui/back-link'
import { Button, buttonClass } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo, providerNames } from '@/components/ui/provider-logo'
import { Bone, ErrorState } from '@/components/ui/states'
import { Status } from '@/components/ui/status'
import { FaultNotice } from '@/features/connections/fault-notice'
import { useConnectionActions } from '@/features/connections/use-connection-actions'
import { SettingsForm } from '@/features/setting-fields/settings-form'
import type { OwnAppDetail } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import { AppStatus } from './app-status'
import { CopyButton } from './copy-button'
import { useAppKeys } from './use-app-keys'

/** Whether calls of the provider have come is looked for this often. */
const lookEveryMs = 5_000
const formId = 'app-keys'

/** An app of the team's own: register it at the provider, fill in its keys, connect accounts by it. */
export function OwnAppPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const read = useQuery(trpc.appRegistration.get.queryOptions({ id }, { refetchInterval: lookEveryMs }))
  if (read.data) return <LoadedApp app={read.data} />
  return (
    <main id="content" className="page" aria-busy={read.isPending}>
      {read.isError ? (
        <ErrorState first title="The app could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      ) : (
        <Bone width={240} height={20} />
      )}
    </main>
  )
}

function LoadedApp({ app }: { app: OwnAppDetail }) {
  const name = providerNames[app.provider]
  const actions = useConnectionActions()
  return (
    <main id="content" className="page">
      <div className="inner">
        <BackLink href={`/integrations/apps/${app.provider}`}>Your own {name} apps</BackLink>
        <header className="page-head">
          <div>
            <h1 className="flex items-center gap-2">
              <ProviderLogo provider={app.provider} medium />
              {app.name}
            </h1>
            <p>
              <AppStatus app={app} />
            </p>
          </div>
          <div className="acts">
            <RemoveApp app={app} />
          </div>
        </header>
        <FaultNotice text={actions.fault} onClose={actions.forgetFault} />
        <ol className="own-app-steps">
          <Register app={app} name={name} />
          <Keys app={app} name={name} />
          <li>
            <h2>Connect workspaces by it</h2>
            <p className="meta">
              {app.accounts.length > 0
                ? `Connected by it: ${app.accounts.join(', ')}.`
                : `Nothing is connected by it yet. ${name} asks in the name of your app.`}
            </p>
            <div className="own-app-acts">
              <Button
                look="primary"
                disabled={!app.hasKeys || actions.leavingFor !== null}
                onClick={() => actions.connectByApp(app.provider, app.id)}
              >
                {app.accounts.length > 0 ? 'Connect another' : `Connect ${name}`}
                <span className="sr"> by {app.name}</span>
              </Button>
              {!app.hasKeys && <span className="meta">Save its keys first.</span>}
            </div>
          </li>
        </ol>
      </div>
    </main>
  )
}

const Register = ({ app, name }: { app: OwnAppDetail; name: string }) => (
  <li>
    <h2>Register it at {name}</h2>
    <p className="meta">
      Choose <b>From a manifest</b> there and paste this. {name} asks the events’ address at once: until the keys are
      saved below it gets no answer, so choose <b>Retry</b> under <b>Event Subscriptions</b> afterwards.
    </p>
    <div className="own-app-acts">
      <a className={buttonClass({})} href={app.registerUrl} target="_blank" rel="noreferrer">
        <Icon of={ExternalLink} small />
        Open {name}’s page for apps
      </a>
      <CopyButton text={app.manifest} of="the manifest" isNamed />
    </div>
    <details className="own-app-manifest">
      <summary>Manifest</summary>
      <pre className="event-payload" tabIndex={0} aria-label="Manifest">
        {app.manifest}
      </pre>
    </details>
    <dl className="own-app-addresses" aria-label="Addresses">
      {app.addresses.map(({ label, url }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <code>{url}</code>
            <CopyButton text={url} of={label} />
          </dd>
        </div>
      ))}
    </dl>
  </li>
)

function Keys({ app, name }: { app: OwnAppDetail; name: string }) {
  const draft = useAppKeys(app)
  return (
    <li>
      <h2>Fill in its keys</h2>
      {!app.isReadable && (
        <Status tone="bad" icon={CircleAlert} long>
          The keys that were saved cannot be opened any more. Fill them in again.
        </Status>
      )}
      <FaultNotice text={draft.fault} onClose={draft.forgetFault} />
      <SettingsForm id={formId} draft={draft} />
      <div className="own-app-acts">
        <Button look={app.hasKeys ? 'plain' : 'primary'} type="submit" form={formId} disabled={draft.isSaving}>
          Save the keys
        </Button>
        {draft.isSaving && (
          <Status tone="run" icon={LoaderCircle} role="status">
            Asking {name} whether they are right
          </Status>
        )}
        {draft.isSaved && (
          <Status tone="ok" icon={CircleCheck} role="status">
            Saved. {name} knows the app by them; the signing secret shows with the first event.
          </Status>
        )}
      </div>
    </li>
  )
}

function RemoveApp({ app }: { app: OwnAppDetail }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const router = useRouter()
  const [isAsked, setAsked] = useState(false)
  const removing = useMutation(
    trpc.appRegistration.remove.mutationOptions({
      onSuccess: () => {
        router.push(`/integrations/apps/${app.provider}`)
        return queries.invalidateQueries({ queryKey: trpc.appRegistration.list.queryKey() })
      },
      onSettled: () => setAsked(false),
    }),
  )
  return (
    <>
      {removing.error && (
        <Status tone="bad" icon={CircleAlert} long role="alert">
          {faultOf(removing.error).message}
        </Status>
      )}
      <Button onClick={() => setAsked(true)}>Remove</Button>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Remove ${app.name}?`}
        description={`Its keys are deleted here and its addresses answer no longer. At ${providerNames[app.provider]} it stays until somebody deletes it there.`}
        action="Remove it"
        busy={removing.isPending}
        onConfirm={() => removing.mutate({ id: app.id })}
      />
    </>
  )
}
