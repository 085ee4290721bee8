'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Columns3, ListTodo, Rows3 } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { SearchField } from '@/components/ui/search-field'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import type { Task } from '@/lib/api-types'
import { dueGroup } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { useKeys } from '@/lib/use-keys'
import { CompleteDialog } from './complete-dialog'
import { ChangeStatus } from './change-status'
import { TaskBoard } from './task-board'
import { TaskPanel } from './task-panel'
import { TaskRow } from './task-row'
import { finishedInput, unfinishedInput } from './task-list-input'
import { asksWhenDone } from './asked-when-done'
import { useTaskActions } from './use-task-actions'

const shapes = ['list', 'board'] as const

/** What I have to do, what is due, where it came from. */
export function TasksPage() {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const [shape, setShape] = useQueryState('shape', parseAsStringLiteral(shapes).withDefault('list'))
  const [openId, setOpenId] = useQueryState('task', parseAsString)
  const [search, setSearch] = useState('')
  const [asking, setAsking] = useState<Task | null>(null)
  const [currentId, setCurrentId] = useState<string | null>(null)
  const actions = useTaskActions()
  const pushedId = useRef<string | null>(null)
  const open = ({ id }: Task) => {
    pushedId.current = id
    void setOpenId(id, { history: 'push' })
  }
  /** What was opened here is left the way it was come by, so that Back means the same; a link's entry is the page's own. */
  const close = () => {
    if (pushedId.current === openId) window.history.back()
    else void setOpenId(null)
    pushedId.current = null
  }

  const words = useDeferredValue(search)
  const read = useInfiniteQuery(
    trpc.task.list.infiniteQueryOptions(unfinishedInput(words), {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: (before) => before,
    }),
  )
  const finished =
    useQuery(trpc.task.list.queryOptions(finishedInput(words), { placeholderData: (before) => before })).data?.items ??
    []
  const counts = useQuery(trpc.task.counts.queryOptions()).data
  const tasks = [...(read.data?.pages ?? []).flatMap((page) => page.items), ...finished].map((task) => ({
    ...task,
    ...actions.ahead.get(task.id),
  }))
  const index = tasks.findIndex(({ id }) => id === currentId)

  const toggle = (task: Task) => {
    if (task.status === 'done') void actions.reopen(task)
    else if (asksWhenDone(task)) setAsking(task)
    else void actions.complete(task)
  }
  const step = (by: 1 | -1) => {
    const next = tasks[index === -1 ? 0 : index + by]
    if (!next) return
    setCurrentId(next.id)
    document.querySelector<HTMLElement>(`[data-task="${next.id}"] .name, [data-task="${next.id}"] .strong`)?.focus()
  }
  const current = tasks[index]
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: current && (() => toggle(current)),
    z: () => void actions.undo(),
    '/': () => document.getElementById('task-search')?.focus(),
  })

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = read
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && shape === 'board') void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, shape])

  return (
    <main id="content" className="tasks-main">
      <div className="page">
        <div className="inner">
          <header className="page-head">
            <div>
              <h1>Tasks</h1>
              {counts && (
                <p>
                  <span>{counts.open + counts.inProgress} open</span>
                  {counts.overdue > 0 && <span className="text-bad">{counts.overdue} overdue</span>}
                  <span>{counts.dueToday} due today</span>
                  <span>{counts.doneToday} done today</span>
                </p>
              )}
            </div>
            <div className="acts">
              <SearchField
                id="task-search"
                label="Search tasks"
                placeholder="Search tasks"
                value={search}
                onChange={setSearch}
              />
              <span className="split" role="group" aria-label="View">
                <Button icon aria-label="List" aria-pressed={shape === 'list'} onClick={() => void setShape('list')}>
                  <Icon of={Rows3} />
                </Button>
                <Button
                  icon
                  style={{ width: 32 }}
                  aria-label="Board"
                  aria-pressed={shape === 'board'}
                  onClick={() => void setShape('board')}
                >
                  <Icon of={Columns3} />
                </Button>
              </span>
            </div>
          </header>
          {read.isError && tasks.length === 0 ? (
            <ErrorState title="Your tasks could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
          ) : read.isPending ? (
            <TaskSkeleton />
          ) : tasks.length === 0 ? (
            <EmptyState
              icon={ListTodo}
              title={search ? 'No task matches' : 'No tasks yet'}
              action={
                search ? (
                  <Button onClick={() => setSearch('')}>Clear the search</Button>
                ) : (
                  <Link className={buttonClass({ look: 'primary' })} href="/">
                    Go to the feed
                  </Link>
                )
              }
            >
              <p>
                {search
                  ? 'Titles, notes and senders are searched.'
                  : 'What you approve in the feed becomes a task here, with the way back to its mail.'}
              </p>
            </EmptyState>
          ) : shape === 'board' ? (
            <TaskBoard tasks={tasks} actions={actions} onOpen={open} onToggle={toggle} />
          ) : (
            <>
              {groupsOf(tasks, (task) => (task.status === 'done' ? 'Done' : dueGroup(task, now, zone))).map(
                ([name, members]) => (
                  <section key={name} aria-label={name}>
                    <h2 className="task-group">
                      {name} <span>{members.length}</span>
                    </h2>
                    <ul>
                      {members.map((task) => (
                        <TaskRow
                          key={task.id}
                          task={task}
                          current={task.id === currentId}
                          actions={actions}
                          onOpen={() => open(task)}
                          onToggle={() => toggle(task)}
                        />
                      ))}
                    </ul>
                  </section>
                ),
              )}
              {hasNextPage && (
                <div className="py-4">
                  <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                    {isFetchingNextPage ? 'Loading' : 'Show more'}
                  </Button>
                </div>
              )}
            </>
          )}
        </div>
      </div>
      <ChangeStatus actions={actions} />
      {openId && <TaskPanel id={openId} actions={actions} onClose={close} onToggle={toggle} />}
      {asking && (
        <CompleteDialog
          task={asking}
          onClose={() => setAsking(null)}
          onComplete={(answers) => void actions.complete(asking, answers)}
        />
      )}
    </main>
  )
}

function groupsOf(tasks: Task[], nameOf: (task: Task) => string): [string, Task[]][] {
  const groups = new Map<string, Task[]>()
  for (const task of tasks) groups.set(nameOf(task), [...(groups.get(nameOf(task)) ?? []), task])
  return [...groups]
}

function TaskSkeleton() {
  return (
    <div className="late-skel" aria-busy="true" aria-label="Loading tasks">
      {[280, 220, 340, 260, 300, 240].map((width) => (
        <div key={width} className="task-row">
          <Bone width={20} height={20} />
          <Bone width={width} height={12} />
          <Bone width={72} />
          <Bone width={52} />
          <Bone width={120} />
          <Bone width={88} />
        </div>
      ))}
    </div>
  )
}
