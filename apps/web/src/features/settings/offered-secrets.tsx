'use client'

import { useQuery } from '@tanstack/react-query'
import { CopyButton } from '@/features/provider-apps/copy-button'
import { useTRPC } from '@/lib/trpc'

/** The secrets by which services want to sign what they tell, for the person who runs the installation to confirm; nothing without any. */
export function OfferedSecrets() {
  const trpc = useTRPC()
  const offered = useQuery(trpc.system.offeredSecrets.queryOptions()).data?.items ?? []
  return offered.map(({ provider, name, secret, advice }) => (
    <div key={provider} className="mt-4">
      <p>
        <b className="strong">{name} wants to tell of changes here, and has sent a token to confirm.</b> {advice}
      </p>
      <p className="mt-2 flex items-center gap-3">
        <code style={{ overflowWrap: 'anywhere' }}>{secret}</code>
        <CopyButton text={secret} of={`the token of ${name}`} />
      </p>
      <p className="meta mt-1">It is shown to nobody else, and for a day.</p>
    </div>
  ))
}
