'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CirclePause, Clock, LoaderCircle, Undo2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import { useNow, useZone } from '@/components/ui/time'
import { useTRPC } from '@/lib/trpc'
import { failedText, undoneStory, undoneWord, waitsText, type WriteBack } from './write-back-texts'

/** What finishing did, does or could not do at the provider, with the way to try again. `brief`: how it stands now, in a word. */
export function WriteBackState({ writeBack, brief }: { writeBack: WriteBack; brief?: boolean }) {
  const now = useNow()
  const zone = useZone()
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
  const { state, words } = writeBack
  const { will, done } = words
  const waits = waitsText(writeBack, now, zone)
  if (waits)
    return (
      <Status tone="warn" icon={CirclePause} small long>
        {brief ? waits : `${state === 'reverting' ? 'Undoing' : will}. ${waits}`}
      </Status>
    )
  switch (state) {
    case 'waiting':
      return (
        <Status icon={Clock} small>
          {will}
        </Status>
      )
    case 'running':
    case 'reverting':
      return (
        <Status tone="run" icon={LoaderCircle} small>
          {state === 'running' ? will : 'Undoing'}
        </Status>
      )
    case 'done':
      return (
        <Status tone="ok" icon={CircleCheck} small>
          {done}
        </Status>
      )
    case 'reverted':
      return (
        <Status icon={Undo2} small long={!brief}>
          {brief ? undoneWord(writeBack) : undoneStory(writeBack, now, zone)}
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
          <span>{failedText(writeBack)}</span>
          {writeBack.account !== 'disconnected' && (
            <Button small disabled={retrying.isPending} onClick={() => retrying.mutate({ id: writeBack.id })}>
              Try again
            </Button>
          )}
        </span>
      )
  }
}

/** One word for a row: the worst state wins. */
export function WriteBackSummary({ writeBacks }: { writeBacks: WriteBack[] }) {
  const order: WriteBack['state'][] = ['failed', 'running', 'reverting', 'waiting', 'done', 'reverted', 'cancelled']
  // The list begins with the latest of each.
  const latest = writeBacks.filter(
    ({ action, itemId }, place) =>
      writeBacks.findIndex((one) => one.action === action && one.itemId === itemId) === place,
  )
  const worst = latest.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0]
  if (!worst) return null
  return <WriteBackState writeBack={worst} brief />
}
