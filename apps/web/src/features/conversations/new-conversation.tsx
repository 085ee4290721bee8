'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { MessagesSquare } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { focusField, keepDraft } from '@/lib/drafts'
import { faultOf } from '@/lib/error-text'
import { inTurn } from '@/lib/in-turn'
import { madeId } from '@/lib/new-id'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { BackToList } from './back-to-list'
import { Composer } from './composer'
import { draftKey } from './conversation-input'
import { examplesFor } from './conversation-texts'
import { sayingFault } from './saying-fault'
import { PendingView } from './thread-view'
import { TooManyActive } from './too-many-active'
import type { Pending } from './use-saying'

type Fault = { text: string; isFourth: boolean }

/** What a conversation is for, and where it begins: the first message makes it. */
export function NewConversation() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const router = useRouter()
  const agents = useQuery(trpc.conversation.agents.queryOptions())
  const me = useQuery(trpc.team.me.queryOptions()).data
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [beginning, setBeginning] = useState<Pending | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  // Tried again it is the same conversation and the same message.
  const [ids, setIds] = useState(() => ({ id: '', key: '' }))
  const all = agents.data?.items ?? []
  const hasModel = agents.data?.hasModel ?? true
  const active = all.filter(({ status }) => status === 'active')
  const agent = active.find(({ id }) => id === chosenId) ?? active[0]
  const closed =
    agents.data && !agent
      ? all[0]
        ? `${all[0].name} is paused and answers nobody at the moment.`
        : 'Your team has no agent to talk with.'
      : null
  const field = draftKey(null)

  const begin = async (text: string) => {
    if (!agent) return
    const { id, key } = ids.id ? ids : { id: madeId(), key: madeId() }
    setIds({ id, key })
    setFault(null)
    const saidAt = new Date()
    setBeginning({ key, text, saidAt, fault: null })
    const tell = (error: unknown) => {
      keepDraft(field, text)
      setBeginning(null)
      setFault(sayingFault(error))
    }
    try {
      await inTurn(queries, id, trpc.conversation.start.mutationOptions({ retry: sendAgain }), {
        id,
        agentId: agent.id,
      })
    } catch (error) {
      return tell(error)
    }
    try {
      const input = { conversationId: id, key, text, saidAt }
      await inTurn(queries, id, trpc.conversation.say.mutationOptions({ retry: sendAgain }), input)
    } catch {
      // It has begun: what could not be said waits there, and is said from there.
      keepDraft(draftKey(id), text)
    }
    void queries.invalidateQueries({ queryKey: trpc.conversation.list.pathKey() })
    router.push(`/conversations/${id}`)
  }
  const fill = (example: string) => {
    keepDraft(field, example)
    focusField(field)
  }
  return (
    <section className="conv-thread conv-new" aria-label="New conversation">
      <header className="bar">
        <BackToList />
        <h2 className="cut grow">New conversation</h2>
        {active.length > 1 && (
          <label className="meta">
            With{' '}
            <select className="input" value={agent?.id} onChange={({ target }) => setChosenId(target.value)}>
              {active.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </header>
      {beginning ? (
        <div className="thread">
          <div className="thread-said">
            <PendingView
              message={beginning}
              agentName={agent?.name ?? 'Agent'}
              initial={(me?.user.name ?? '').slice(0, 1).toUpperCase()}
            />
          </div>
        </div>
      ) : (
        <EmptyState icon={MessagesSquare} title={`Talk with ${agent?.name ?? 'your agent'}`}>
          <p>
            {hasModel
              ? 'Ask about your mail, tasks and calendar, or have something done.'
              : 'No language model answers here, so questions in your own words stay without one. Commands work.'}{' '}
            A conversation goes on wherever you write: here, in Slack, in Telegram or by mail.
          </p>
          <ul className="conv-examples" aria-label="You might ask">
            {examplesFor(hasModel).map((example) => (
              <li key={example}>
                <Button disabled={closed !== null} onClick={() => fill(example)}>
                  {example}
                </Button>
              </li>
            ))}
          </ul>
        </EmptyState>
      )}
      {agents.isError && (
        <p className="conv-fault" role="alert">
          {faultOf(agents.error).message}{' '}
          <Button small onClick={() => void agents.refetch()}>
            Try again
          </Button>
        </p>
      )}
      {fault && (fault.isFourth ? <TooManyActive reason={fault.text} /> : <Refused text={fault.text} />)}
      <Composer
        draftKey={field}
        placeholder={`Write to ${agent?.name ?? 'the agent'}`}
        closed={closed}
        waitUntil={null}
        onSend={(text) => void begin(text)}
      />
    </section>
  )
}

const Refused = ({ text }: { text: string }) => (
  <p className="conv-fault" role="alert">
    Not sent: {text}
  </p>
)
