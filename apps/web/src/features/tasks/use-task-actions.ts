'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Inputs, Task, WhenDone } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { inTurn } from '@/lib/in-turn'
import { useTRPC } from '@/lib/trpc'
import { useUndoHistory } from '../suggestions/use-undo-history'
import { completedText, reopenedText } from './change-texts'

export type LastChange = {
  key: number
  text: string
  tone: 'done' | 'problem'
  /** As long as it can be taken back; null when it cannot. */
  undoMs: number | null
}
type Answer = { text: string; undoMs: number | null } | null
type Edits = Inputs['task']['update']['edits']

/** What people do to tasks: seen at once, told in one line, taken back while the time runs. */
export function useTaskActions() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [last, setLast] = useState<LastChange | null>(null)
  const { history, newest } = useUndoHistory()
  /** How each is taken back that can be, by its key in the history. */
  const waysBack = useRef(new Map<number, () => Promise<void>>())
  const latest = useRef(0)
  /** What was just pressed and is not confirmed yet: drawn as if it were. */
  const [ahead, setAhead] = useState<ReadonlyMap<string, Partial<Task>>>(new Map())
  /** The changes of one task go one after the other. */
  const scopeOf = ({ id }: Task) => `task ${id}`

  const attempt = async (
    task: Task,
    change: Partial<Task>,
    call: () => Promise<Answer>,
    back?: () => Promise<void>,
  ) => {
    const key = ++latest.current
    let settled = (_ids: string[]) => {}
    const ids = new Promise<string[]>((resolve) => {
      settled = resolve
    })
    if (back) {
      waysBack.current.set(key, back)
      const told = { lead: 'Changed', title: task.title }
      history.add({ key, told, titles: new Map(), ids, undoId: undefined })
    }
    /** Which of it there is to take back. */
    const settle = (answer: Answer) => {
      const undoMs = answer?.undoMs ?? null
      if (undoMs === null) history.drop(key)
      else history.answered(key, { lead: answer?.text ?? '', title: null }, undoMs)
      settled(undoMs === null ? [] : [task.id])
    }
    setAhead((before) => new Map([...before, [task.id, change]]))
    try {
      const done = await call()
      settle(done)
      if (done) setLast({ key, text: done.text, tone: 'done', undoMs: back ? done.undoMs : null })
    } catch (error) {
      settle(null)
      setLast({ key, text: `Not changed. ${faultOf(error).message}`, tone: 'problem', undoMs: null })
    }
    await queries.invalidateQueries({ queryKey: trpc.task.pathKey() })
    // Of two changes the later is drawn until it is answered too.
    setAhead((before) => new Map([...before].filter(([, drawn]) => drawn !== change)))
  }

  const update = (task: Task, edits: Edits, said?: string) =>
    attempt(task, edits, async () => {
      await inTurn(queries, scopeOf(task), trpc.task.update.mutationOptions(), { id: task.id, edits })
      return said ? { text: said, undoMs: null } : null
    })

  const reopen = (task: Task) =>
    attempt(task, { status: 'open', completedAt: null }, async () => {
      const reopening = trpc.task.reopen.mutationOptions()
      const { changed } = await inTurn(queries, scopeOf(task), reopening, { id: task.id })
      return { text: reopenedText(task.title, changed), undoMs: null }
    })

  const complete = async (task: Task, answers?: WhenDone): Promise<Answer> => {
    const completing = trpc.task.complete.mutationOptions()
    const input = { id: task.id, ...(answers ? { answers } : {}) }
    const { changed, undoMs } = await inTurn(queries, scopeOf(task), completing, input)
    return { text: completedText(task.title, changed), undoMs: changed ? undoMs : null }
  }

  const restore = (task: Task) =>
    attempt(task, {}, async () => {
      await inTurn(queries, scopeOf(task), trpc.task.restore.mutationOptions(), { id: task.id })
      return { text: `“${task.title}” is back`, undoMs: null }
    })

  return {
    last,
    forgetLast: () => setLast(null),
    /** The newest change whose time to take it back runs, or that is on its way. */
    newest,
    /** Takes back the newest; one that is still on its way when its answer is there. */
    undo: async () => {
      const entry = history.take()
      if (!entry)
        return setLast({
          key: ++latest.current,
          text: 'Nothing to take back here. What is done can be opened again at any time.',
          tone: 'done',
          undoMs: null,
        })
      const ids = await entry.ids
      const back = waysBack.current.get(entry.key)
      waysBack.current.delete(entry.key)
      history.drop(entry.key)
      if (ids.length > 0) await back?.()
    },
    ahead,
    reopen,
    complete: (task: Task, answers?: WhenDone) =>
      attempt(
        task,
        { status: 'done' },
        () => complete(task, answers),
        () => reopen(task),
      ),
    update: (task: Task, edits: Edits) => update(task, edits),
    /** Between open and in progress; finishing and opening again have flows of their own. */
    move: (task: Task, status: 'open' | 'in_progress') =>
      update(task, { status }, `“${task.title}” is ${status === 'open' ? 'open' : 'in progress'}`),
    remove: (task: Task) =>
      attempt(
        task,
        {},
        async () => {
          const { undoMs } = await inTurn(queries, scopeOf(task), trpc.task.delete.mutationOptions(), { id: task.id })
          return { text: `Deleted “${task.title}”`, undoMs }
        },
        () => restore(task),
      ),
  }
}

export type TaskActions = ReturnType<typeof useTaskActions>
