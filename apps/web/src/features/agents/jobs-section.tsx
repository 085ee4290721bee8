'use client'

import { useQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import type { Agent } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { JobCard } from './job-card'
import { JobForm } from './job-form'

/** What agents do for the caller by the clock. */
export function JobsSection({ agents }: { agents: Agent[] }) {
  const trpc = useTRPC()
  const jobs = useQuery(trpc.agent.jobs.queryOptions())
  // Null: not yet.
  const [isAdding, setAdding] = useState<boolean | null>(null)
  return (
    <section aria-labelledby="jobs" className="jobs">
      <div className="agent-head mb-3">
        <h2 id="jobs" className="grow">
          Your jobs
        </h2>
        {!isAdding && jobs.data && jobs.data.items.length > 0 && (
          <Button autoFocus={isAdding === false} onClick={() => setAdding(true)}>
            Add a job
          </Button>
        )}
      </div>
      {isAdding && <JobForm job={null} agents={agents} onClose={() => setAdding(false)} />}
      {jobs.isError ? (
        <ErrorState title="Your jobs could not be loaded" error={jobs.error} onRetry={() => void jobs.refetch()} />
      ) : jobs.isPending ? (
        <Bone width="100%" height={120} />
      ) : jobs.data.items.length > 0 ? (
        <ul className="agents" aria-label="Jobs">
          {jobs.data.items.map((job) => (
            <li key={job.id}>
              <JobCard job={job} agents={agents} />
            </li>
          ))}
        </ul>
      ) : (
        !isAdding && (
          <EmptyState
            icon={CalendarClock}
            title="No jobs yet"
            action={
              <Button look="primary" autoFocus={isAdding === false} onClick={() => setAdding(true)}>
                Add a job
              </Button>
            }
          >
            <p>Have an agent do something by the clock, such as telling you each morning what is due.</p>
          </EmptyState>
        )
      )}
    </section>
  )
}
