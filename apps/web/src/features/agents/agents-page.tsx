'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { BackLink } from '@/components/ui/back-link'
import { Button } from '@/components/ui/button'
import { Bone, ErrorState } from '@/components/ui/states'
import type { AgentList } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { AgentCard } from './agent-card'
import { AgentForm } from './agent-form'
import { JobsSection } from './jobs-section'
import { TeamJobsSection } from './team-jobs-section'

/** Whom the team talks with, and what they do by the clock. Admins change agents, each member has jobs of their own. */
export function AgentsPage() {
  const trpc = useTRPC()
  const list = useQuery(trpc.agent.list.queryOptions())
  return (
    <main id="content" className="page">
      <div className="inner">
        <BackLink href="/settings">Settings</BackLink>
        {list.isError ? (
          <ErrorState
            first
            title="The agents could not be loaded"
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        ) : list.isPending ? (
          <Waiting />
        ) : (
          <Agents list={list.data} />
        )}
      </div>
    </main>
  )
}

const Waiting = () => (
  <div className="agents late-skel" aria-busy="true" aria-label="Loading the agents">
    {['a', 'b'].map((key) => (
      <div key={key} className="agent">
        <Bone width={160} height={16} />
        <Bone width="100%" height={112} />
      </div>
    ))}
  </div>
)

function Agents({ list }: { list: AgentList }) {
  const trpc = useTRPC()
  const me = useQuery(trpc.team.me.queryOptions()).data
  const isAdmin = me !== undefined && me.role !== 'member'
  // Null: not yet.
  const [isAdding, setAdding] = useState<boolean | null>(null)
  return (
    <>
      <header className="page-head agents-head">
        <div>
          <h1>Agents</h1>
          <p>
            {isAdmin
              ? 'Whom your team talks with. What they say to people stays with those people.'
              : 'Whom your team talks with. Admins change what they may do.'}
          </p>
        </div>
        {isAdmin && !isAdding && (
          <div className="acts">
            <Button autoFocus={isAdding === false} onClick={() => setAdding(true)}>
              Add an agent
            </Button>
          </div>
        )}
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
        {isAdding && <AgentForm agent={null} list={list} onClose={() => setAdding(false)} />}
        <ul className="agents" aria-label="Agents">
          {list.items.map((agent) => (
            <li key={agent.id}>
              <AgentCard agent={agent} list={list} isAdmin={isAdmin} />
            </li>
          ))}
        </ul>
        <JobsSection agents={list.items} />
        {isAdmin && <TeamJobsSection agents={list.items} />}
      </div>
    </>
  )
}
