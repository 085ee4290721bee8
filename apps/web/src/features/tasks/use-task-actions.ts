'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Inputs, Task, WhenDone } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { inTurn } from '@/lib/in-turn'
import { useTRPC } from '@/lib/trpc'
import { completedText, reopenedText } from './change-texts'

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
  /** The changes of one task go one after the other. */
  const scopeOf = ({ id }: Task) => `task ${id}`

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
    // Of two changes the later is drawn until it is answered too.
    setAhead((before) => new Map([...before].filter(([, drawn]) => drawn !== change)))
  }

  const update = (task: Task, edits: Edits, said?: string) =>
    attempt(task, edits, async () => {
      await inTurn(queries, scopeOf(task), trpc.task.update.mutationOptions(), { id: task.id, edits })
      return said ? { text: said, undo: null, undoMs: null } : null
    })

  const reopen = (task: Task) =>
    attempt(task, { status: 'open', completedAt: null }, async () => {
      const reopening = trpc.task.reopen.mutationOptions()
      const { changed } = await inTurn(queries, scopeOf(task), reopening, { id: task.id })
      return { text: reopenedText(task.title, changed), undo: null, undoMs: null }
    })

  return {
    last,
    forgetLast: () => setLast(null),
    ahead,
    reopen,
    complete: (task: Task, answers?: Partial<WhenDone>) =>
      attempt(task, { status: 'done' }, async () => {
        const completing = trpc.task.complete.mutationOptions()
        const input = { id: task.id, ...(answers ? { answers } : {}) }
        const { changed, undoMs } = await inTurn(queries, scopeOf(task), completing, input)
        return { text: completedText(task.title, changed), undo: changed ? () => void reopen(task) : null, undoMs }
      }),
    update: (task: Task, edits: Edits) => update(task, edits),
    /** Between open and in progress; finishing and opening again have flows of their own. */
    move: (task: Task, status: 'open' | 'in_progress') =>
      update(task, { status }, `“${task.title}” is ${status === 'open' ? 'open' : 'in progress'}`),
    remove: (task: Task) =>
      attempt(task, {}, async () => {
        const { undoMs } = await inTurn(queries, scopeOf(task), trpc.task.delete.mutationOptions(), { id: task.id })
        const restore = () =>
          void attempt(task, {}, async () => {
            await inTurn(queries, scopeOf(task), trpc.task.restore.mutationOptions(), { id: task.id })
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
