'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Inputs, Task, WhenDone } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

export type LastChange = {
  key: number
  text: string
  tone: 'done' | 'problem'
  undo: (() => void) | null
  undoMs: number
}
type Edits = Inputs['task']['update']['edits']

/** What people do to tasks: seen at once, told in one line, taken back while the time runs. */
export function useTaskActions() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [last, setLast] = useState<LastChange | null>(null)
  /** What was just pressed and is not confirmed yet: drawn as if it were. */
  const [ahead, setAhead] = useState<ReadonlyMap<string, Partial<Task>>>(new Map())
  const completing = useMutation(trpc.task.complete.mutationOptions())
  const reopening = useMutation(trpc.task.reopen.mutationOptions())
  const updating = useMutation(trpc.task.update.mutationOptions())
  const deleting = useMutation(trpc.task.delete.mutationOptions())
  const restoring = useMutation(trpc.task.restore.mutationOptions())

  const attempt = async (
    task: Task,
    change: Partial<Task>,
    call: () => Promise<{ text: string; undo: (() => void) | null; undoMs: number | null } | null>,
  ) => {
    setAhead((before) => new Map([...before, [task.id, change]]))
    try {
      const done = await call()
      if (done)
        setLast({
          key: Date.now(),
          text: done.text,
          tone: 'done',
          undo: done.undo,
          undoMs: done.undoMs ?? 0,
        })
    } catch (error) {
      setLast({
        key: Date.now(),
        text: `Not changed. ${faultOf(error).message}`,
        tone: 'problem',
        undo: null,
        undoMs: 0,
      })
    }
    await queries.invalidateQueries({ queryKey: trpc.task.pathKey() })
    setAhead((before) => new Map([...before].filter(([id]) => id !== task.id)))
  }

  const update = (task: Task, edits: Edits, said?: string) =>
    attempt(task, edits, async () => {
      await updating.mutateAsync({ id: task.id, edits })
      return said ? { text: said, undo: null, undoMs: null } : null
    })

  const reopen = (task: Task) =>
    attempt(task, { status: 'open', completedAt: null }, async () => {
      await reopening.mutateAsync({ id: task.id })
      return { text: `“${task.title}” is open again`, undo: null, undoMs: null }
    })

  return {
    last,
    forgetLast: () => setLast(null),
    ahead,
    reopen,
    complete: (task: Task, answers?: Partial<WhenDone>) =>
      attempt(task, { status: 'done' }, async () => {
        const { undoMs } = await completing.mutateAsync({ id: task.id, ...(answers ? { answers } : {}) })
        return { text: `Done: “${task.title}”`, undo: () => void reopen(task), undoMs }
      }),
    update: (task: Task, edits: Edits) => update(task, edits),
    /** Between open and in progress; finishing and opening again have flows of their own. */
    move: (task: Task, status: 'open' | 'in_progress') =>
      update(task, { status }, `“${task.title}” is ${status === 'open' ? 'open' : 'in progress'}`),
    remove: (task: Task) =>
      attempt(task, {}, async () => {
        const { undoMs } = await deleting.mutateAsync({ id: task.id })
        const restore = () =>
          void attempt(task, {}, async () => {
            await restoring.mutateAsync({ id: task.id })
            return { text: `“${task.title}” is back`, undo: null, undoMs: null }
          })
        return { text: `Deleted “${task.title}”`, undo: restore, undoMs }
      }),
  }
}

export type TaskActions = ReturnType<typeof useTaskActions>

/** Whether finishing has to ask: a policy is 'ask', nothing was chosen for this task, and its account is connected. */
export const asksWhenDone = ({ whenDone, source }: Task): boolean =>
  whenDone === null &&
  source?.connected === true &&
  [source.policies.mark_read, source.policies.archive].includes('ask')
