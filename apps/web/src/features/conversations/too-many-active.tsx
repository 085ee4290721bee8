'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from '@/components/ui/button'
import { Age } from '@/components/ui/time'
import { faultOf } from '@/lib/error-text'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'

/** Why another conversation cannot begin, with those of which one may end. */
export function TooManyActive({ reason }: { reason: string }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const read = useQuery(trpc.conversation.list.queryOptions({ status: 'active', limit: 10 }))
  const end = useMutation(
    trpc.conversation.end.mutationOptions({
      retry: sendAgain,
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.conversation.pathKey() }),
    }),
  )
  const active = read.data?.items ?? []
  return (
    <section className="conv-many" aria-label="Conversations that are going on">
      <p role="alert">{reason}</p>
      <ul>
        {active.map(({ id, title, lastActivityAt }) => (
          <li key={id}>
            <span className="cut grow">{title}</span>
            <Age at={lastActivityAt} className="meta" />
            <Button small disabled={end.isPending} aria-label={`End: ${title}`} onClick={() => end.mutate({ id })}>
              End
            </Button>
          </li>
        ))}
      </ul>
      {end.error && <p className="fault-line">{faultOf(end.error).message}</p>}
    </section>
  )
}
