'use client'

import { useQuery } from '@tanstack/react-query'
import { BackLink } from '@/components/ui/back-link'
import { Bone, ErrorState } from '@/components/ui/states'
import { SaveBar } from '@/features/setting-fields/settings-form'
import type { Reach } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { ChannelList } from './channel-list'
import { ReachForm, reachFormId } from './reach-form'
import { TestMessage } from './test-message'
import { useReachDraft } from './use-reach-draft'

/** How oneself is reached: by which channels, in which order, when not, and what for. */
export function NotificationsPage() {
  const trpc = useTRPC()
  const reach = useQuery(trpc.reach.get.queryOptions())
  return (
    <main id="content" className="page">
      <div className="inner">
        <BackLink href="/settings">Settings</BackLink>
        <header className="page-head">
          <div>
            <h1>Notifications</h1>
            <p>How Switchboard reaches you. It goes down the list until one channel works.</p>
          </div>
        </header>
        {reach.isError ? (
          <ErrorState
            title="Your notifications could not be loaded"
            error={reach.error}
            onRetry={() => void reach.refetch()}
          />
        ) : reach.isPending ? (
          <Waiting />
        ) : (
          <Preferences reach={reach.data} />
        )}
      </div>
    </main>
  )
}

const Waiting = () => (
  <div className="late-skel grid gap-4" aria-hidden="true">
    {['a', 'b', 'c', 'd'].map((key) => (
      <Bone key={key} width="min(720px, 100%)" height={64} />
    ))}
  </div>
)

function Preferences({ reach }: { reach: Reach }) {
  const draft = useReachDraft(reach.preferences)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
      <ChannelList draft={draft} places={reach.places} />
      <div>
        <ReachForm draft={draft} timeZone={reach.timeZone} />
        <SaveBar formId={reachFormId} draft={draft} label="Save notifications" />
      </div>
      <TestMessage isChanged={draft.isChanged} />
    </div>
  )
}
