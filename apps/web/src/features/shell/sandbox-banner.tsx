'use client'

import { useQuery } from '@tanstack/react-query'
import { Info } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { useTRPC } from '@/lib/trpc'

const list = new Intl.ListFormat('en-GB')

/** What is simulated here, and how to put real keys in. */
export function SandboxBanner() {
  const trpc = useTRPC()
  const sandbox = useQuery(trpc.system.status.queryOptions(undefined, { staleTime: Infinity })).data?.sandbox
  if (!sandbox) return null
  return (
    <aside className="banner" aria-label="Sandbox">
      <Icon of={Info} />
      <span>
        <b className="strong">Sandbox.</b> {list.format(sandbox.simulated)} are simulated here
        <span className="aside">; everything else is real</span>.{' '}
        <a className="link" href="/settings#keys">
          Put in your own keys
        </a>{' '}
        <span className="aside">
          or{' '}
          <a className="link" href={sandbox.url} target="_blank" rel="noreferrer">
            see the simulated mailbox
          </a>
        </span>
      </span>
    </aside>
  )
}
