'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, Clock, LoaderCircle, Undo2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import type { Task } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'

type WriteBack = Task['writeBacks'][number]

const done: Record<WriteBack['action'], string> = { mark_read: 'Marked read', archive: 'Archived' }
const will: Record<WriteBack['action'], string> = { mark_read: 'Will mark read', archive: 'Will archive' }
const undone: Record<WriteBack['action'], string> = { mark_read: 'Marked unread again', archive: 'Back in the inbox' }
const failed: Record<WriteBack['action'], string> = { mark_read: 'Not marked read', archive: 'Not archived' }

/** What finishing did, does or could not do at the provider, with the way to try again. */
export function WriteBackState({ writeBack }: { writeBack: WriteBack }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const retrying = useMutation(
    trpc.activity.retryWriteBack.mutationOptions({
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: trpc.task.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.activity.pathKey() }),
        ]),
    }),
  )
  const { action, state } = writeBack
  switch (state) {
    case 'waiting':
      return (
        <Status icon={Clock} small>
          {will[action]}
        </Status>
      )
    case 'running':
    case 'reverting':
      return (
        <Status tone="run" icon={LoaderCircle} small>
          {state === 'running' ? will[action] : 'Undoing'}
        </Status>
      )
    case 'done':
      return (
        <Status tone="ok" icon={CircleCheck} small>
          {done[action]}
        </Status>
      )
    case 'reverted':
      return (
        <Status icon={Undo2} small>
          {undone[action]}
        </Status>
      )
    case 'cancelled':
      return (
        <Status icon={Undo2} small>
          Left as it was
        </Status>
      )
    case 'failed':
      return (
        <span className="st bad whitespace-normal">
          <Icon of={CircleAlert} small />
          <span>
            {failed[action]}
            {writeBack.errorMessage && `: ${writeBack.errorMessage}`}
          </span>
          <Button small disabled={retrying.isPending} onClick={() => retrying.mutate({ id: writeBack.id })}>
            Try again
          </Button>
        </span>
      )
  }
}

/** One word for a row: the worst state wins. */
export function WriteBackSummary({ writeBacks }: { writeBacks: WriteBack[] }) {
  const order: WriteBack['state'][] = ['failed', 'running', 'reverting', 'waiting', 'done', 'reverted', 'cancelled']
  const latest = (['archive', 'mark_read'] as const).flatMap(
    (action) => writeBacks.find((writeBack) => writeBack.action === action) ?? [],
  )
  const worst = latest.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0]
  if (!worst) return null
  if (worst.state === 'failed') {
    return (
      <span className="st bad" title={worst.errorMessage ?? undefined}>
        <Icon of={CircleAlert} small />
        {failed[worst.action]}
      </span>
    )
  }
  return <WriteBackState writeBack={worst} />
}
