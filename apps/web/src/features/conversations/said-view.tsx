'use client'

import { CircleAlert, CircleStop, Info, LoaderCircle, MessageCircleQuestion, Scissors, Sparkles } from 'lucide-react'
import { memo } from 'react'
import clsx from 'clsx'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Mark } from '@/components/ui/mark'
import { Markdown } from '@/components/ui/markdown'
import { Status } from '@/components/ui/status'
import { When } from '@/components/ui/when'
import type { Said } from '@/lib/api-types'
import { ChannelBadge } from './channel-badge'
import { WhyHere } from './why-here'

type SaidProps = {
  /** Without an id it is not known to the server yet. */
  said: { id?: string } & Pick<
    Said,
    'speaker' | 'kind' | 'status' | 'content' | 'channel' | 'errorMessage' | 'saidAt' | 'attachments'
  > &
    Partial<Pick<Said, 'data'>>
  agentName: string
  initial: string
  /** Has the agent stop writing. */
  onStop?: () => void
  /** Says once more what could not be answered. */
  onAgain?: () => void
}

/** Something said: by whom, where, when, and how it stands. */
export const SaidView = memo(function SaidView({ said, agentName, initial, onStop, onAgain }: SaidProps) {
  const isAgent = said.speaker === 'agent'
  if (said.kind === 'thinking')
    return (
      <div className="said-thinking">
        <Icon of={Sparkles} />
        <span className="sr">{agentName} is thinking: </span>
        <Markdown text={said.content} level={4} />
      </div>
    )
  return (
    <article className={clsx('msg', said.kind === 'notice' && 'said-notice')}>
      {isAgent ? (
        <span className="ava agent" aria-hidden="true">
          {said.kind === 'notice' ? <Icon of={Info} /> : <Mark />}
        </span>
      ) : (
        <span className="ava" aria-hidden="true">
          {initial}
        </span>
      )}
      <div>
        <header className="msg-head">
          <b>{isAgent ? agentName : 'You'}</b>
          <ChannelBadge channel={said.channel} />
          <When at={said.saidAt} />
          {said.id && isAgent && said.status === 'delivered' && <WhyHere saidId={said.id} channel={said.channel} />}
          {said.kind === 'clarification' && (
            <Status icon={MessageCircleQuestion} tone="warn" small>
              Asks you
            </Status>
          )}
        </header>
        {said.content !== '' && (
          <div className={said.status === 'writing' ? 'said-writing' : undefined}>
            <Markdown text={said.content} level={4} />
          </div>
        )}
        {said.attachments.length > 0 && (
          <ul className="said-files meta" aria-label="Files">
            {said.attachments.map(({ name }, index) => (
              <li key={index}>{name}</li>
            ))}
          </ul>
        )}
        {said.status === 'writing' && (
          <div className="writing meta">
            <Icon of={LoaderCircle} small spin />
            Writing
            {onStop && (
              <Button look="quiet" small onClick={onStop}>
                Stop<kbd aria-hidden="true">Esc</kbd>
              </Button>
            )}
          </div>
        )}
        {said.status === 'stopped' && (
          <p className="said-end meta">
            <Status icon={CircleStop} small>
              Stopped here
            </Status>
          </p>
        )}
        {said.data?.isCut === true && (
          <p className="said-end meta">
            <Status icon={Scissors} small>
              Cut off here
            </Status>
          </p>
        )}
        {said.status === 'failed' && (
          <div className="said-end meta" role="alert">
            <Status icon={CircleAlert} tone="bad" long>
              {said.errorMessage ?? (isAgent ? 'This could not be finished.' : 'This was not answered.')}
            </Status>
            {onAgain && (
              <Button small onClick={onAgain}>
                {isAgent ? 'Ask again' : 'Send again'}
              </Button>
            )}
          </div>
        )}
      </div>
    </article>
  )
})
