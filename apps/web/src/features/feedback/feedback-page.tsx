'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs'
import { useState } from 'react'
import { BackLink } from '@/components/ui/back-link'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { Bone, ErrorState } from '@/components/ui/states'
import { faultOf } from '@/lib/error-text'
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
      <div className="inner">
        <BackLink href="/feedback">Questions</BackLink>
        {read.isError && !read.data ? (
          <ErrorState
            first
            title="This question could not be loaded"
            error={read.error}
            onRetry={() => void read.refetch()}
          />
        ) : read.isPending ? (
          <CardSkeleton />
        ) : (
          <>
            <FeedbackCard feedback={read.data} level={1} wanted={wanted} via={via ?? 'web'} />
            {read.data.mayCancel && <Withdraw id={id} />}
          </>
        )}
      </div>
    </main>
  )
}

function CardSkeleton() {
  return (
    <div className="ask" aria-hidden="true">
      <div className="ask-q bones">
        <Bone width={240} />
        <Bone width="70%" height={20} />
      </div>
      <div className="ask-r">
        <Bone width={200} height={32} />
      </div>
    </div>
  )
}

function Withdraw({ id }: { id: string }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const withdrawing = useMutation(
    trpc.feedback.cancel.mutationOptions({
      onSettled: () => {
        setAsking(false)
        return queries.invalidateQueries({ queryKey: trpc.feedback.pathKey() })
      },
    }),
  )
  return (
    <div className="ask-below">
      <Button look="quiet" small onClick={() => setAsking(true)}>
        Withdraw the question
      </Button>
      {withdrawing.isError && (
        <span role="alert" className="text-bad">
          {faultOf(withdrawing.error).message}
        </span>
      )}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title="Withdraw this question?"
        description="Nobody can answer it any more, and everybody who was asked is told so."
        action="Withdraw"
        busy={withdrawing.isPending}
        onConfirm={() => withdrawing.mutate({ id })}
      />
    </div>
  )
}
