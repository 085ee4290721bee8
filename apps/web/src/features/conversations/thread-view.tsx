'use client'

import { Fragment, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { CircleAlert, LoaderCircle } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import { FeedbackInThread } from '@/features/feedback/feedback-in-thread'
import type { Learnt, Said } from '@/lib/api-types'
import { hopTexts } from './conversation-texts'
import { LearntLine } from './learnt-line'
import { SaidView } from './said-view'
import { feedbackIn, type Thread } from './thread'
import type { Pending } from './use-saying'
import { useSecondsUntil } from './use-seconds-until'

type ThreadViewProps = {
  thread: Thread
  learnt: Learnt[]
  pending: Pending[]
  initial: string
  waitUntil: number | null
  earlierState: 'there' | 'loading' | 'failed'
  onEarlier: () => void
  onStop?: () => void
  onAgain?: (text: string) => void
  onSendAgain: (message: Pending) => void
  onDrop: (key: string) => void
}

/** So near to an end counts as there, in pixels. */
const nearPx = 80

/** What was said, the latest at the bottom. Whoever reads further up is left where they are. */
export function ThreadView(props: ThreadViewProps) {
  const { thread, learnt, pending, initial, waitUntil, earlierState, onEarlier, onStop, onAgain, onSendAgain, onDrop } =
    props
  const { said, agent } = thread
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const firstId = said[0]?.id
  const before = useRef({ firstId, height: 0 })
  useLayoutEffect(() => {
    const { current } = box
    if (!current) return
    const { scrollHeight } = current
    // What came above moves what is read down by as much.
    if (isAtEnd.current) current.scrollTop = scrollHeight
    else if (before.current.firstId !== firstId) current.scrollTop += scrollHeight - before.current.height
    before.current = { firstId, height: scrollHeight }
  })
  useEffect(() => {
    const { current } = box
    if (!current) return
    // The field below grows, a phone's keyboard comes, a card changes: the end stays in sight.
    const watch = new ResizeObserver(() => {
      if (isAtEnd.current) current.scrollTop = current.scrollHeight
    })
    watch.observe(current)
    if (current.firstElementChild) watch.observe(current.firstElementChild)
    return () => watch.disconnect()
  }, [])
  const scroll = () => {
    const { current } = box
    if (!current) return
    isAtEnd.current = current.scrollHeight - current.scrollTop - current.clientHeight < nearPx
    before.current.height = current.scrollHeight
    if (current.scrollTop < nearPx && thread.earlier && earlierState === 'there') onEarlier()
  }
  const isWriting = said.some(({ status }) => status === 'writing')
  const askedBefore = (index: number) => said.slice(0, index + 1).findLast(({ speaker }) => speaker === 'person')
  return (
    <div ref={box} className="thread" role="log" aria-label="What was said" tabIndex={0} onScroll={scroll}>
      <div className="thread-said" aria-busy={isWriting || undefined}>
        {thread.earlier && (
          <div className="earlier">
            <Button look="quiet" small disabled={earlierState === 'loading'} onClick={onEarlier}>
              {earlierState === 'loading' && <Icon of={LoaderCircle} small spin />}
              {earlierState === 'failed' ? 'Earlier messages did not load. Try again' : 'Show earlier'}
            </Button>
          </div>
        )}
        {said.map((one, index) => {
          const feedbackId = feedbackIn(one)
          const asked = one.status === 'failed' && onAgain ? askedBefore(index) : undefined
          return (
            <Fragment key={one.id}>
              <Hop from={said[index - 1]} to={one} />
              {feedbackId ? (
                <FeedbackInThread id={feedbackId} question={one.content} />
              ) : (
                <SaidView
                  said={one}
                  agentName={agent.name}
                  initial={initial}
                  onStop={one.status === 'writing' ? onStop : undefined}
                  onAgain={asked && (() => onAgain?.(asked.content))}
                />
              )}
              {learnt
                .filter(({ messageId }) => messageId === one.id)
                .map((fact) => (
                  <LearntLine key={fact.id} learnt={fact} />
                ))}
            </Fragment>
          )
        })}
        {pending.map((message) => (
          <PendingView key={message.key} message={message} agentName={agent.name} initial={initial}>
            {message.fault !== null && (
              <div className="said-end said-refused meta" role="alert">
                <Status icon={CircleAlert} tone="bad" long>
                  Not sent: {message.fault}
                </Status>
                <SendAgain waitUntil={waitUntil} onClick={() => onSendAgain(message)} />
                <Button look="quiet" small onClick={() => onDrop(message.key)}>
                  Remove
                </Button>
              </div>
            )}
          </PendingView>
        ))}
        {thread.agentState === 'thinking' && !isWriting && (
          <div className="writing said-waiting meta">
            <Icon of={LoaderCircle} small spin />
            {agent.name} is thinking
            {onStop && (
              <Button look="quiet" small onClick={onStop}>
                Stop<kbd aria-hidden="true">Esc</kbd>
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  )
}

function Hop({ from, to }: { from: Said | undefined; to: Said }) {
  return from && from.channel !== to.channel ? <p className="hop">{hopTexts[to.channel]}</p> : null
}

type PendingProps = { message: Pending; agentName: string; initial: string; children?: ReactNode }

/** Said here a moment ago: it looks as it will. */
export function PendingView({ message, agentName, initial, children }: PendingProps) {
  const said = {
    speaker: 'person',
    kind: 'text',
    status: 'sent',
    content: message.text,
    channel: 'web',
    errorMessage: null,
    attachments: [],
    saidAt: message.saidAt,
  } as const
  return (
    <div className="said-pending" aria-busy={message.fault === null || undefined}>
      <SaidView said={{ ...said, attachments: [] }} agentName={agentName} initial={initial} />
      {children}
    </div>
  )
}

function SendAgain({ waitUntil, onClick }: { waitUntil: number | null; onClick: () => void }) {
  const seconds = useSecondsUntil(waitUntil)
  return (
    <Button small disabled={seconds > 0} onClick={onClick}>
      {seconds > 0 ? `Send again in ${seconds} s` : 'Send again'}
    </Button>
  )
}
