'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { useNow, useZone } from '@/components/ui/time'
import type { SuggestionDetail } from '@/lib/api-types'
import { firstClick } from '@/lib/first-click'
import { whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { decidedAs } from './decided-as'
import type { Decisions } from './use-decisions'

/** Who decided, when, what came of it, and the way back. */
export function DecidedLine({ suggestion, decisions }: { suggestion: SuggestionDetail; decisions: Decisions }) {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const { decision, taskId } = suggestion
  const task = useQuery(trpc.task.get.queryOptions(taskId === null ? skipToken : { id: taskId })).data
  const { icon, text } = decidedAs(suggestion)
  const isDone = task?.status === 'done'
  return (
    <>
      <span className="decided">
        <Icon of={icon} />
        <span>
          {text}
          {decision && `, ${whenText(decision.at, now, zone)}`}
          {suggestion.dismissReason && `: ${suggestion.dismissReason}`}
          {isDone && '. Its task is done: to take this back, open the task again first.'}
        </span>
      </span>
      <span className="acts">
        {taskId && (
          <Link className={buttonClass({})} href={`/tasks?task=${taskId}`}>
            Go to the task
          </Link>
        )}
        {!isDone && (
          <Button
            hint={decisions.newest ? undefined : 'Z'}
            disabled={decisions.isTakingBack}
            title={taskId ? 'The suggestion waits for a decision again, and its task goes' : undefined}
            onClick={firstClick(() => void decisions.takeBack(suggestion))}
          >
            Take back
          </Button>
        )}
      </span>
    </>
  )
}
