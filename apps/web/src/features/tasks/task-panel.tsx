'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleOff, ExternalLink } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo, providerNames } from '@/components/ui/provider-logo'
import { Bone, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import { DueField } from '@/features/task-fields/due-field'
import { NotesField } from '@/features/task-fields/notes-field'
import { PriorityField } from '@/features/task-fields/priority-field'
import { TagsField } from '@/features/task-fields/tags-field'
import { TitleField } from '@/features/task-fields/title-field'
import { WhenDoneRow } from '@/features/task-fields/when-done-row'
import type { Task } from '@/lib/api-types'
import { firstClick } from '@/lib/first-click'
import { whenText } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { untitled } from '@/lib/untitled'
import { overOf } from './over-of'
import type { TaskActions } from './use-task-actions'
import { WriteBackState } from './write-back-state'

type TaskPanelProps = { id: string; actions: TaskActions; onClose: () => void; onToggle: (task: Task) => void }

/** One task with its fields, its source, and what was written back. */
export function TaskPanel({ id, actions, onClose, onToggle }: TaskPanelProps) {
  const trpc = useTRPC()
  const read = useQuery(trpc.task.get.queryOptions({ id }))
  const task = read.data && { ...read.data, ...actions.ahead.get(id) }
  return (
    <Panel
      open
      onOpenChange={(open) => !open && onClose()}
      title="Task"
      foot={
        task && (
          <>
            <Button look={task.status === 'done' ? 'plain' : 'primary'} onClick={firstClick(() => onToggle(task))}>
              {task.status === 'done' ? 'Open again' : 'Done'}
            </Button>
            {task.status !== 'done' && (
              <Button
                onClick={firstClick(() => void actions.move(task, task.status === 'open' ? 'in_progress' : 'open'))}
              >
                {task.status === 'open' ? 'Start' : 'Back to open'}
              </Button>
            )}
            <span className="grow" />
            <Button
              look="danger"
              onClick={() => {
                onClose()
                void actions.remove(task)
              }}
            >
              Delete
            </Button>
          </>
        )
      }
    >
      {read.isError ? (
        <ErrorState title="This task could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      ) : task ? (
        <TaskDetail task={task} actions={actions} />
      ) : (
        <Bone width="60%" height={20} />
      )}
    </Panel>
  )
}

function TaskDetail({ task, actions }: { task: Task; actions: TaskActions }) {
  const now = useNow()
  const zone = useZone()
  const over = overOf(task)
  const edit = (edits: Parameters<TaskActions['update']>[1]) => void actions.update(task, edits)
  return (
    <>
      {over !== null && (
        <p className="notice warn" role="status">
          <Icon of={CircleOff} />
          <span className="grow">{over} The task stays until you finish or delete it.</span>
        </p>
      )}
      <TitleField id={task.id} title={task.title} onSave={(title) => edit({ title })} />
      <dl className="fields">
        <dt>Due</dt>
        <dd>
          <DueField id={task.id} due={task} onChange={edit} />
        </dd>
        <dd />
        <dt>Priority</dt>
        <dd>
          <PriorityField id={task.id} level={task.priority} onChange={(priority) => edit({ priority })} />
        </dd>
        <dd />
        <dt>Notes</dt>
        <dd>
          <NotesField id={task.id} notes={task.description} onChange={(description) => edit({ description })} />
        </dd>
        <dd />
        <dt>Tags</dt>
        <dd>
          <TagsField id={task.id} tags={task.tags} onChange={(tags) => edit({ tags })} />
        </dd>
        <dd />
        {task.source && (
          <WhenDoneRow
            id={task.id}
            offer={task.source}
            others={task.otherSources}
            whenDone={task.whenDone}
            disabled={task.status === 'done'}
            onChange={(whenDone) => edit({ whenDone })}
          />
        )}
      </dl>
      {task.source && (
        <section className="mail mt-5">
          <h3 className="meta mb-2">
            {task.otherSources.length > 0 ? `Asked in ${task.otherSources.length + 1} places` : 'Where it came from'}
          </h3>
          <ul className="grid gap-4">
            {[task.source, ...task.otherSources].map((source) => (
              <li key={source.itemId}>
                <p className="flex items-center gap-2">
                  <ProviderLogo provider={source.provider} named />
                  <span className="cut strong">{source.title || untitled}</span>
                </p>
                <p className="meta mt-1">{source.senderName}</p>
                {source.over !== null && task.otherSources.length > 0 && <p className="meta mt-1">{source.over}</p>}
                {source.url && (
                  <a
                    className="link mt-1 inline-flex items-center gap-1"
                    href={source.url}
                    target="_blank"
                    rel="noreferrer"
                  >
                    <Icon of={ExternalLink} small />
                    Open in {providerNames[source.provider]}
                  </a>
                )}
              </li>
            ))}
          </ul>
          {task.suggestionId && (
            <p className="mt-3">
              <Link className="link" href={`/?s=${task.suggestionId}&view=decided`}>
                {task.otherSources.length > 0 ? 'See its sources and the evidence' : 'See its source and the evidence'}
              </Link>
            </p>
          )}
        </section>
      )}
      {task.writeBacks.length > 0 && (
        <section className="mail">
          <h3 className="meta mb-2">
            {task.otherSources.length > 0
              ? 'Changes at the sources'
              : `Changes to the ${task.source?.itemWord ?? 'item'}`}
          </h3>
          <ul className="grid gap-2">
            {task.writeBacks.map((writeBack) => (
              <li key={writeBack.id} className="flex justify-between gap-4">
                <span className="flex items-center gap-2">
                  {task.otherSources.length > 0 && <SourceLogo task={task} itemId={writeBack.itemId} />}
                  <WriteBackState writeBack={writeBack} />
                </span>
                <span className="meta">{whenText(writeBack.finishedAt ?? writeBack.runAt, now, zone)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

/** At which of several sources a change was made. */
function SourceLogo({ task, itemId }: { task: Task; itemId: string }) {
  const sources = [...(task.source ? [task.source] : []), ...task.otherSources]
  const source = sources.find((one) => one.itemId === itemId)
  return source ? <ProviderLogo provider={source.provider} named /> : null
}
