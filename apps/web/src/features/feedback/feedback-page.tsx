'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs'
import { BackLink } from '@/components/ui/back-link'
import { Button } from '@/components/ui/button'
import { Bone, ErrorState } from '@/components/ui/states'
import { faultOf } from '@/lib/error-text'
import { firstClick } from '@/lib/first-click'
import { useTRPC } from '@/lib/trpc'
import { FeedbackCard } from './feedback-card'

/** One question by itself, where links in messages lead. Nothing is answered before a button is pressed here. */
export function FeedbackPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const read = useQuery(trpc.feedback.get.queryOptions({ id }))
  const [wanted] = useQueryState('do', parseAsString)
  const [via] = useQueryState('via', parseAsStringLiteral(['email', 'slack', 'telegram']))
  return (
    <main id="content" className="page">
      <div className="inner decide">
        <BackLink href="/feedback">Questions</BackLink>
        {read.isError ? (
          <ErrorState
            first
            title="This question could not be loaded"
            error={read.error}
            onRetry={() => void read.refetch()}
          />
        ) : read.isPending ? (
          <Bone width="100%" height={240} />
        ) : (
          <>
            <header className="page-head">
              <h1>{read.data.mayAnswer ? 'You are asked' : 'Question'}</h1>
            </header>
            <FeedbackCard feedback={read.data} wanted={wanted} via={via ?? 'web'} />
            {read.data.mayCancel && <Withdraw id={id} />}
          </>
        )}
      </div>
    </main>
  )
}

function Withdraw({ id }: { id: string }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const withdrawing = useMutation(
    trpc.feedback.cancel.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.feedback.pathKey() }),
    }),
  )
  return (
    <div className="feedback-acts mt-4">
      <Button disabled={withdrawing.isPending} onClick={firstClick(() => withdrawing.mutate({ id }))}>
        Withdraw the question
      </Button>
      {withdrawing.isError && (
        <span role="alert" className="text-bad">
          {faultOf(withdrawing.error).message}
        </span>
      )}
    </div>
  )
}
