'use client'

import { useQuery } from '@tanstack/react-query'
import { Panel } from '@/components/ui/dialog'
import { Markdown } from '@/components/ui/markdown'
import { Bone, ErrorState } from '@/components/ui/states'
import { Status } from '@/components/ui/status'
import { useNow, useZone } from '@/components/ui/time'
import type { SentMessageDetail } from '@/lib/api-types'
import { exactTime } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { AttemptView } from './attempt-view'
import { MessagePath } from './message-path'
import { kindName, messageStates, receiverOf, stateDetail, stateOf, titleOf } from './message-texts'

/** One message beside the list: what it said, why it took this way, and each attempt. */
export function MessagePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const trpc = useTRPC()
  const read = useQuery(trpc.delivery.get.queryOptions({ id }))
  return (
    <Panel open onOpenChange={(open) => !open && onClose()} title={read.data ? titleOf(read.data) : 'Message'}>
      {read.isError ? (
        <ErrorState title="This message could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      ) : read.data ? (
        <Loaded message={read.data} />
      ) : (
        <Bone width="60%" height={20} />
      )}
    </Panel>
  )
}

function Loaded({ message }: { message: SentMessageDetail }) {
  const now = useNow()
  const zone = useZone()
  const { name, icon, tone } = messageStates[stateOf(message)]
  const detail = stateDetail(message, now, zone)
  return (
    <>
      <dl className="inbound-facts">
        <dt>Outcome</dt>
        <dd>
          <Status icon={icon} tone={tone}>
            {name}
          </Status>
          {detail && <p className="meta">{detail}</p>}
        </dd>
        <dt>For</dt>
        <dd>{message.isOwn ? 'You' : receiverOf(message)}</dd>
        <dt>Kind</dt>
        <dd>
          {kindName(message.kind)}
          {message.urgency === 'urgent' && ', urgent'}
          {message.asks && ', asks for an answer'}
        </dd>
        <dt>Wanted</dt>
        <dd>{exactTime(message.createdAt, zone)}</dd>
      </dl>
      {message.body !== null ? (
        <section aria-label="What it says" className="message-body">
          <Markdown text={message.body} />
          {message.outcome && <Markdown text={message.outcome} />}
          {message.link && (
            <a className="link" href={message.link.url}>
              {message.link.label}
            </a>
          )}
        </section>
      ) : (
        message.person &&
        !message.isOwn && <p className="log-note mb-5">What it says is seen by {message.person.name} alone.</p>
      )}
      <section aria-labelledby="why-channel">
        <h3 id="why-channel" className="panel-head">
          Why this channel
        </h3>
        <MessagePath steps={message.steps} />
      </section>
      <section aria-labelledby="attempts" className="mt-5">
        <h3 id="attempts" className="panel-head">
          Attempts
        </h3>
        {message.deliveries.length === 0 ? (
          <p className="log-note">Nothing has been tried yet.</p>
        ) : (
          <ol className="attempts">
            {message.deliveries.map((attempt) => (
              <AttemptView key={attempt.id} attempt={attempt} />
            ))}
          </ol>
        )}
      </section>
    </>
  )
}
