'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CirclePause, Clock } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { FaultText } from '@/components/ui/fault-text'
import { Bone, ErrorState } from '@/components/ui/states'
import { Status } from '@/components/ui/status'
import { Age } from '@/components/ui/time'
import type { Agent, TeamJob } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { sendAgain } from '@/lib/send-again'
import { exactTime } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'
import { runStates } from './agent-texts'
import { scheduleText } from './schedule'

/** For admins: what agents do for the others by the clock, without a word of it. */
export function TeamJobsSection({ agents }: { agents: Agent[] }) {
  const trpc = useTRPC()
  const jobs = useQuery(trpc.agent.teamJobs.queryOptions())
  return (
    <section aria-labelledby="team-jobs" className="jobs">
      <h2 id="team-jobs" className="mb-1">
        Jobs of your team
      </h2>
      <p className="mb-3">When agents work for others, and how it went. What a job says stays with its owner.</p>
      {jobs.isError ? (
        <ErrorState title="The jobs could not be loaded" error={jobs.error} onRetry={() => void jobs.refetch()} />
      ) : jobs.isPending ? (
        <Bone width="100%" height={80} />
      ) : jobs.data.items.length > 0 ? (
        <ul className="agents" aria-label="Jobs of your team">
          {jobs.data.items.map((job) => (
            <li key={job.id}>
              <TeamJobCard job={job} agent={agents.find((one) => one.id === job.agentId)} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="meta">Nobody else has a job.</p>
      )}
    </section>
  )
}

function TeamJobCard({ job, agent }: { job: TeamJob; agent: Agent | undefined }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const pausing = useMutation(
    trpc.agent.pauseTeamJob.mutationOptions({
      retry: sendAgain,
      onSuccess: (after) => queries.setQueryData(trpc.agent.teamJobs.queryKey(), after),
    }),
  )
  const { id, owner, on, cron, timeZone, nextRunAt, last } = job
  const look = last && runStates[last.state]
  return (
    <article className="agent" aria-labelledby={`team-job-${id}`}>
      <header className="agent-head">
        <h3 id={`team-job-${id}`}>{owner}</h3>
        <Status icon={on ? Clock : CirclePause} tone={on ? undefined : 'warn'} small>
          {on ? scheduleText(cron) : 'Paused'}
        </Status>
        <span className="meta">by {agent?.name ?? 'an agent that is gone'}</span>
      </header>
      {nextRunAt && (
        <p>
          Next: {exactTime(nextRunAt, timeZone)} <span className="meta">({timeZone})</span>
        </p>
      )}
      {last && look && (
        <div className="agent-head">
          <Status icon={look.icon} tone={look.tone} small>
            {look.name}
          </Status>
          <span className="meta">
            <Age at={last.at} suffix=" ago" />
          </span>
          {last.errorMessage && <span>{last.errorMessage}</span>}
        </div>
      )}
      {on && (
        <div className="feedback-acts">
          <Button
            small
            aria-label={`Pause the job of ${owner}`}
            aria-disabled={pausing.isPending}
            onClick={() => pausing.isPending || pausing.mutate({ id })}
          >
            Pause
          </Button>
        </div>
      )}
      <FaultText>{pausing.error && faultOf(pausing.error).message}</FaultText>
    </article>
  )
}
