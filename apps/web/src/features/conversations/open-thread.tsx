'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import type { WholeConversation } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { useKeys } from '@/lib/use-keys'
import { AboutConversation } from './about-conversation'
import { BackToList } from './back-to-list'
import { Composer } from './composer'
import { draftKey, wholeInput } from './conversation-input'
import { closedReason } from './conversation-texts'
import { useLearnt } from './learnt-line'
import { RenameDialog } from './rename-dialog'
import { isAnswering } from './thread'
import { ThreadView } from './thread-view'
import { useSaying } from './use-saying'
import { useThread } from './use-thread'

/** A conversation that has been read, as it goes on. */
export function OpenThread({ whole }: { whole: WholeConversation }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { thread, earlierState, loadEarlier, addSaid } = useThread(whole)
  const { pending, waitUntil, say, sayAgain, drop } = useSaying(thread, addSaid)
  const learnt = useLearnt(whole.id)
  const [asking, setAsking] = useState<'rename' | 'end' | null>(null)
  const me = useQuery(trpc.team.me.queryOptions()).data
  const initial = (me?.user.name ?? me?.user.email ?? '').slice(0, 1).toUpperCase()
  const keep = (after: WholeConversation) => {
    queries.setQueryData(trpc.conversation.get.queryKey(wholeInput(after.id)), after)
    void queries.invalidateQueries({ queryKey: trpc.conversation.list.pathKey() })
  }
  const stop = useMutation(trpc.conversation.stop.mutationOptions({ retry: sendAgain, onSuccess: keep }))
  const end = useMutation(
    trpc.conversation.end.mutationOptions({
      retry: sendAgain,
      onSuccess: (after) => {
        setAsking(null)
        keep(after)
      },
    }),
  )
  const answering = isAnswering(thread)
  const stopAnswer = answering ? () => stop.mutate({ id: whole.id }) : undefined
  const endNow = () => end.mutate({ id: whole.id })
  const fault = end.error ?? stop.error
  useKeys({
    Escape: stopAnswer,
    m: () => document.querySelector<HTMLElement>('.composer textarea')?.focus(),
  })
  return (
    <>
      <section className="conv-thread" aria-label={thread.title}>
        <header className="bar">
          <BackToList />
          <h2 className="cut grow">{thread.title}</h2>
          {thread.status === 'active' && (
            <Button
              look="quiet"
              small
              disabled={end.isPending}
              onClick={() => (answering ? setAsking('end') : endNow())}
            >
              End
            </Button>
          )}
          <Menu
            label="More"
            align="end"
            trigger={
              <Button look="quiet" icon small aria-label="More">
                <Icon of={Ellipsis} />
              </Button>
            }
            entries={[{ kind: 'item', text: 'Rename', onSelect: () => setAsking('rename') }]}
          />
        </header>
        <ThreadView
          thread={thread}
          learnt={learnt}
          pending={pending}
          initial={initial}
          waitUntil={waitUntil}
          earlierState={earlierState}
          onEarlier={() => void loadEarlier()}
          onStop={stopAnswer}
          onAgain={thread.status === 'active' ? say : undefined}
          onSendAgain={sayAgain}
          onDrop={drop}
        />
        {fault && (
          <p className="conv-fault" role="alert">
            {faultOf(fault).message}
          </p>
        )}
        <Composer
          draftKey={draftKey(whole.id)}
          placeholder={`Write to ${thread.agent.name}`}
          closed={closedReason(thread)}
          waitUntil={waitUntil}
          onSend={say}
          onStop={stopAnswer}
        />
      </section>
      <AboutConversation thread={thread} learnt={learnt} />
      {asking === 'rename' && (
        <RenameDialog id={whole.id} title={thread.title} onRenamed={keep} onClose={() => setAsking(null)} />
      )}
      <ConfirmDialog
        open={asking === 'end'}
        onOpenChange={(open) => !open && setAsking(null)}
        title="End this conversation?"
        description={`${thread.agent.name} is still writing and is stopped. What was said stays readable.`}
        action="End conversation"
        busy={end.isPending}
        onConfirm={endNow}
      />
    </>
  )
}
