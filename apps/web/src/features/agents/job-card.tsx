'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronRight, CirclePause, Clock } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { FaultText } from '@/components/ui/fault-text'
import { Icon } from '@/components/ui/icon'
import { Markdown } from '@/components/ui/markdown'
import { Status } from '@/components/ui/status'
import { Age } from '@/components/ui/time'
import type { Agent, AgentJob, Outputs } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { runStates } from './agent-texts'
import { JobForm } from './job-form'
import { NextTimes } from './next-times'
import { scheduleText } from './schedule'

/** A job: when it runs next, and what it came to. */
export function JobCard({ job, agents }: { job: AgentJob; agents: Agent[] }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  // Null: not yet.
  const [isEditing, setEditing] = useState<boolean | null>(null)
  const [isRemoving, setRemoving] = useState(false)
  const options = {
    onSuccess: (after: Outputs['agent']['jobs']) => queries.setQueryData(trpc.agent.jobs.queryKey(), after),
  }
  const running = useMutation(trpc.agent.runJobNow.mutationOptions(options))
  const updating = useMutation(trpc.agent.updateJob.mutationOptions({ retry: sendAgain, ...options }))
  const removing = useMutation(trpc.agent.removeJob.mutationOptions({ retry: sendAgain, ...options }))
  const fault = running.error ?? updating.error ?? removing.error
  if (isEditing) return <JobForm job={job} agents={agents} onClose={() => setEditing(false)} />
  const { id, name, on, cron, timeZone, next, runs } = job
  const { next: _, runs: __, ...fields } = job
  const [latest, ...earlier] = runs
  const agent = agents.find((one) => one.id === job.agentId)
  return (
    <article className="agent" aria-labelledby={`job-${id}`}>
      <header className="agent-head">
        <h3 id={`job-${id}`}>{name}</h3>
        <Status icon={on ? Clock : CirclePause} tone={on ? undefined : 'warn'} small>
          {on ? scheduleText(cron) : 'Paused'}
        </Status>
        <span className="meta">by {agent?.name ?? 'an agent that is gone'}</span>
      </header>
      <p className="lines">{job.instructions}</p>
      {on && <NextTimes next={next} timeZone={timeZone} />}
      {latest && (
        <ul className="agent-part" aria-label={`What ${name} came to`}>
          <Run run={latest} name={name} />
        </ul>
      )}
      {earlier.length > 0 && (
        <details className="job-more">
          <summary>
            <Icon of={ChevronRight} small />
            Earlier
          </summary>
          <ul className="agent-part" aria-label={`What ${name} came to earlier`}>
            {earlier.map((run) => (
              <Run key={run.id} run={run} name={name} />
            ))}
          </ul>
        </details>
      )}
      <div className="feedback-acts">
        <Button small aria-disabled={running.isPending} onClick={() => running.isPending || running.mutate({ id })}>
          Run now
        </Button>
        <Button
          small
          look="quiet"
          autoFocus={isEditing === false}
          aria-label={`Edit ${name}`}
          onClick={() => setEditing(true)}
        >
          Edit
        </Button>
        <Button
          small
          look="quiet"
          aria-disabled={updating.isPending}
          onClick={() => updating.isPending || updating.mutate({ ...fields, on: !on })}
        >
          {on ? 'Pause' : 'Let it go on'}
        </Button>
        <Button small look="quiet" onClick={() => setRemoving(true)}>
          Remove
        </Button>
      </div>
      <FaultText>{fault && faultOf(fault).message}</FaultText>
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={(open) => !open && setRemoving(false)}
        title={`Remove ${name}?`}
        description="What it came to so far is deleted with it."
        action="Remove"
        busy={removing.isPending}
        onConfirm={() => removing.mutate({ id })}
      />
    </article>
  )
}

/** What one run came to; the whole of it stands in its conversation. */
function Run({
  run: { state, at, dueAt, conversationId, result },
  name,
}: {
  run: AgentJob['runs'][number]
  name: string
}) {
  const { icon, tone, name: word } = runStates[state]
  return (
    <li>
      <div className="agent-head">
        <Status icon={icon} tone={tone} small>
          {word}
        </Status>
        <span className="meta">
          <Age at={at} suffix=" ago" />
          {dueAt === null && ', started by you'}
        </span>
        {conversationId && (
          <Link className="link" href={`/conversations/${conversationId}`} aria-label={`Open what ${name} did`}>
            Open
          </Link>
        )}
      </div>
      {result && <Markdown text={result} level={4} />}
    </li>
  )
}
