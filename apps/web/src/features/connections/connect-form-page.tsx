'use client'

import { useQuery } from '@tanstack/react-query'
import { LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { PageFault } from '@/components/ui/page-fault'
import { Bone } from '@/components/ui/states'
import { Status } from '@/components/ui/status'
import { SettingsForm } from '@/features/setting-fields/settings-form'
import type { ConnectForm, ProviderId } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import { FaultNotice } from './fault-notice'
import { NoConnection } from './no-connection'
import { useConnectForm } from './use-connect-form'

type Props = { provider: ProviderId; connectionId: string | null }

/** Connects a provider by what people fill in, or mends a connection of it. */
export function ConnectFormPage(props: Props) {
  const trpc = useTRPC()
  const read = useQuery(trpc.connection.connectForm.queryOptions(props, { staleTime: Infinity }))
  if (read.data) return <LoadedForm {...props} form={read.data} />
  if (read.isError && faultOf(read.error).missing) return <NoConnection />
  return (
    <main id="content" className="page" aria-busy={read.isPending}>
      {read.isError ? (
        <PageFault first title="The form could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      ) : (
        <Bone width={240} height={20} />
      )}
    </main>
  )
}

function LoadedForm({ form, ...props }: Props & { form: ConnectForm }) {
  const draft = useConnectForm({ ...props, form })
  const { accountName, name, guide } = form
  const formId = `connect-${props.provider}`
  return (
    <main id="content" className="page">
      <div className="inner">
        <header className="page-head">
          <div>
            <h1 className="flex items-center gap-2">
              <ProviderLogo provider={props.provider} medium />
              {accountName === null ? `Connect ${name}` : `Reconnect ${accountName}`}
            </h1>
            <p className="connect-guide">{guide}</p>
          </div>
        </header>
        <FaultNotice text={draft.fault} onClose={draft.forgetFault} />
        <SettingsForm id={formId} draft={draft} />
        <div className="connect-acts">
          <Button look="primary" type="submit" form={formId} disabled={draft.isConnecting}>
            {accountName === null ? 'Connect' : 'Reconnect'}
          </Button>
          <Link className={buttonClass({ look: 'quiet' })} href="/integrations">
            Cancel
          </Link>
          {draft.preset?.url && <PresetLink name={draft.preset.name} url={draft.preset.url} />}
          {draft.isConnecting && (
            <Status tone="run" icon={LoaderCircle} role="status">
              Signing in to the server
            </Status>
          )}
        </div>
      </div>
    </main>
  )
}

/** Where a well-known service explains what has to be done there before. */
const PresetLink = ({ name, url }: { name: string; url: string }) => (
  <a className="link" href={url} target="_blank" rel="noreferrer">
    {name}’s own help
  </a>
)
