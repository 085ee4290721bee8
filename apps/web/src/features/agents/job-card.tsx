'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CirclePause, Clock } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { FaultText } from '@/components/ui/fault-text'
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
  const [isEditing, setEditing] = useState(false)
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
  const agent = agents.find((one) => one.id === job.agentId)
  return (
    <article className="feedback agent" aria-labelledby={`job-${id}`}>
      <header className="agent-head">
        <h3 id={`job-${id}`}>{name}</h3>
        <Status icon={on ? Clock : CirclePause} tone={on ? undefined : 'warn'} small>
          {on ? scheduleText(cron) : 'Paused'}
        </Status>
        <span className="meta">by {agent?.name ?? 'an agent that is gone'}</span>
      </header>
      <p className="lines">{job.instructions}</p>
      {on && <NextTimes next={next} timeZone={timeZone} />}
      {runs.length > 0 && (
        <ul className="agent-acts" aria-label={`What ${name} came to`}>
          {runs.map((run) => (
            <li key={run.id} className="job-run">
              <div className="agent-head">
                <Status icon={runStates[run.state].icon} tone={runStates[run.state].tone} small>
                  {runStates[run.state].name}
                </Status>
                <span className="meta">
                  <Age at={run.at} suffix=" ago" />
                  {run.dueAt === null && ', started by you'}
                </span>
                {run.conversationId && (
                  <Link href={`/conversations/${run.conversationId}`} aria-label={`Open what ${name} did`}>
                    Open
                  </Link>
                )}
              </div>
              {run.result && <Markdown text={run.result} level={4} />}
            </li>
          ))}
        </ul>
      )}
      <div className="feedback-acts">
        <Button small disabled={running.isPending} onClick={() => running.mutate({ id })}>
          Run now
        </Button>
        <Button small look="quiet" onClick={() => setEditing(true)}>
          Edit {name}
        </Button>
        <Button
          small
          look="quiet"
          disabled={updating.isPending}
          onClick={() => updating.mutate({ ...fields, on: !on })}
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
