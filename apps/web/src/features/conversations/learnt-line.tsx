'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bookmark, BookmarkX } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { Learnt } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

/** What was learnt in a conversation, as it comes. */
export function useLearnt(conversationId: string): Learnt[] {
  const trpc = useTRPC()
  return useQuery(trpc.memory.learnt.queryOptions({ id: conversationId })).data?.items ?? []
}

/** Under an answer: what was noted, or forgotten, of what was said before it. */
export function LearntLine({ learnt: { id, content, forgotten } }: { learnt: Learnt }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const settled = { onSettled: () => queries.invalidateQueries({ queryKey: trpc.memory.pathKey() }) }
  const remove = useMutation(trpc.memory.delete.mutationOptions(settled))
  const restore = useMutation(trpc.memory.restore.mutationOptions(settled))
  const failed = remove.error ?? restore.error
  const undo = () => {
    remove.reset()
    restore.reset()
    if (forgotten) restore.mutate({ id })
    else remove.mutate({ id })
  }
  return (
    <div className="said-learnt">
      <Icon of={forgotten ? BookmarkX : Bookmark} />
      <span>
        {forgotten ? 'Forgotten' : 'Remembered'}: {content}
      </span>
      <Button
        look="quiet"
        small
        disabled={remove.isPending || restore.isPending}
        aria-label={forgotten ? `Undo forgetting “${content}”` : `Undo remembering “${content}”`}
        onClick={undo}
      >
        Undo
      </Button>
      {failed && (
        <span className="fault-line" role="alert">
          {faultOf(failed).message}
        </span>
      )}
    </div>
  )
}

/** The latest are enough beside the thread. */
const mostShown = 8

/** Beside a thread: what was noted here. */
export function RememberedHere({ learnt }: { learnt: Learnt[] }) {
  const kept = learnt.filter(({ forgotten }) => !forgotten)
  if (kept.length === 0) return null
  return (
    <section>
      <h2>Remembered</h2>
      <ul>
        {kept
          .slice(-mostShown)
          .reverse()
          .map(({ id, content }) => (
            <li key={id}>
              <Icon of={Bookmark} />
              <span className="rail-fact">{content}</span>
            </li>
          ))}
      </ul>
      <Link className="link meta" href="/settings/memory">
        See all that is remembered
      </Link>
    </section>
  )
}
