'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import Link from 'next/link'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { BackLink } from '@/components/ui/back-link'
import { Button, buttonClass } from '@/components/ui/button'
import { Due } from '@/components/ui/due'
import { Icon } from '@/components/ui/icon'
import { Priority } from '@/components/ui/priority'
import { Bone, ErrorState } from '@/components/ui/states'
import type { SuggestionDetail } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { firstClick } from '@/lib/first-click'
import { newId } from '@/lib/new-id'
import { useTRPC } from '@/lib/trpc'
import { decidedAs } from './decided-as'
import { SourcesView } from './sources-view'
import { SuggestionWhy } from './suggestion-why'

const asked = parseAsStringLiteral(['approve', 'edit', 'dismiss'])

/** One suggestion by itself, where links in messages lead. Nothing is decided before a button is pressed here. */
export function DecidePage({ id }: { id: string }) {
  const trpc = useTRPC()
  const read = useQuery(trpc.suggestion.get.queryOptions({ id }))
  return (
    <main id="content" className="page">
      <div className="inner decide">
        <BackLink href="/">Feed</BackLink>
        {read.isError ? (
          <ErrorState
            first
            title="This suggestion could not be loaded"
            error={read.error}
            onRetry={() => void read.refetch()}
          />
        ) : read.isPending ? (
          <Bone width="100%" height={320} />
        ) : (
          <Decide suggestion={read.data} />
        )}
      </div>
    </main>
  )
}

function Decide({ suggestion }: { suggestion: SuggestionDetail }) {
  const waits = suggestion.status === 'pending_approval'
  return (
    <article aria-labelledby="decide-title">
      <header className="page-head">
        <div>
          <h1 id="decide-title">{suggestion.title}</h1>
          <p className="flex items-center gap-3">
            <Due dueAt={suggestion.dueAt} dueAllDay={suggestion.dueAllDay} />
            <Priority level={suggestion.priority} />
          </p>
        </div>
      </header>
      {suggestion.description && <p className="mb-4">{suggestion.description}</p>}
      {waits ? <DecideButtons suggestion={suggestion} /> : <Decided suggestion={suggestion} />}
      <SuggestionWhy suggestion={suggestion} />
      <SourcesView suggestion={suggestion} />
    </article>
  )
}

function DecideButtons({ suggestion }: { suggestion: SuggestionDetail }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [wanted] = useQueryState('do', asked)
  const [via] = useQueryState('via', parseAsStringLiteral(['email', 'slack', 'telegram']))
  const settled = () => queries.invalidateQueries()
  const approving = useMutation(trpc.suggestion.approve.mutationOptions({ onSettled: settled }))
  const dismissing = useMutation(trpc.suggestion.dismiss.mutationOptions({ onSettled: settled }))
  const isBusy = approving.isPending || dismissing.isPending
  const fault = approving.error ?? dismissing.error
  const results = [...(approving.data?.results ?? []), ...(dismissing.data?.results ?? [])]
  const input = () => ({
    ids: [suggestion.id],
    decisionId: newId(),
    // Only what is shown here is decided.
    proposedUntil: suggestion.proposedAt,
    via: via ?? ('web' as const),
  })
  const looks = {
    approve: wanted === 'dismiss' ? 'plain' : 'primary',
    dismiss: wanted === 'dismiss' ? 'primary' : 'plain',
  } as const
  return (
    <div className="decide-acts">
      {/* What the message offered has the focus: Enter does it. */}
      <Button
        look={looks.approve}
        disabled={isBusy}
        autoFocus={wanted === 'approve'}
        onClick={firstClick(() => approving.mutate(input()))}
      >
        <Icon of={Check} />
        Approve
      </Button>
      <Link className={buttonClass({})} href={`/?s=${suggestion.id}`}>
        Edit first
      </Link>
      <Button
        look={looks.dismiss}
        disabled={isBusy}
        autoFocus={wanted === 'dismiss'}
        onClick={firstClick(() => dismissing.mutate(input()))}
      >
        <Icon of={X} />
        Dismiss
      </Button>
      {!fault && results.some(({ outcome }) => outcome === 'changed') && (
        <span role="status">It says something else by now. Look at it again before you decide.</span>
      )}
      {fault && (
        <span className="text-bad" role="alert">
          {faultOf(fault).message}
        </span>
      )}
    </div>
  )
}

function Decided({ suggestion }: { suggestion: SuggestionDetail }) {
  const { dismissReason, taskId } = suggestion
  return (
    <div className="decide-acts" role="status">
      <span>
        {decidedAs(suggestion).text}
        {dismissReason ? `: ${dismissReason}` : '.'}
      </span>
      {taskId && (
        <Link className={buttonClass({})} href={`/tasks?task=${taskId}`}>
          Go to the task
        </Link>
      )}
    </div>
  )
}
