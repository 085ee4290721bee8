'use client'

import { toolWords } from '@switchboard/core/agent/tools/tool-words'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { FaultText } from '@/components/ui/fault-text'
import { Status } from '@/components/ui/status'
import { Age } from '@/components/ui/time'
import type { Agent, AgentList } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { AgentForm } from './agent-form'
import { actStates, agentStates, modelText, stepName, weekText } from './agent-texts'

type CardProps = { agent: Agent; list: AgentList; isAdmin: boolean }

/** An agent: who it is, where it is reached, what it may do, and what it has done. */
export function AgentCard({ agent, list, isAdmin }: CardProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  // Null: not yet.
  const [isEditing, setEditing] = useState<boolean | null>(null)
  const [isArchiving, setArchiving] = useState(false)
  const setting = useMutation(
    trpc.agent.setStatus.mutationOptions({
      retry: sendAgain,
      onSuccess: (after) => queries.setQueryData(trpc.agent.list.queryKey(), after),
      onSettled: () => setArchiving(false),
    }),
  )
  const { id, name, slug, status, may, instructions, model, tools, connectionIds, mailAddress } = agent
  const state = agentStates[status]
  const places = list.connections.filter((one) => connectionIds.includes(one.id)).map((one) => one.accountName)
  const can = Object.entries(toolWords).flatMap(([tool, { label }]) => (tools.includes(tool) ? [label] : []))
  if (isEditing) return <AgentForm agent={agent} list={list} onClose={() => setEditing(false)} />
  return (
    <article className="agent" aria-labelledby={`agent-${id}`}>
      <header className="agent-head">
        <h2 id={`agent-${id}`}>{name}</h2>
        <Status icon={state.icon} tone={state.tone} small>
          {state.name}
        </Status>
      </header>
      <dl className="agent-facts">
        <dt>Short name</dt>
        <dd>{slug}</dd>
        <dt>Instructions</dt>
        <dd className="lines">{instructions || 'None of its own'}</dd>
        <dt>Model</dt>
        <dd>{modelText(model, list.model)}</dd>
        <dt>May</dt>
        <dd>{can.length > 0 ? can.join(', ') : 'Only talk'}</dd>
        <dt>Reached by</dt>
        <dd>{['Conversations here', ...places].join(', ')}</dd>
        {mailAddress && (
          <>
            <dt>By mail</dt>
            <dd>{mailAddress}, from an address of yours</dd>
          </>
        )}
        <dt>Last 7 days</dt>
        <dd>{weekText(agent.week)}</dd>
      </dl>
      {agent.acts.length > 0 && (
        <section className="agent-part" aria-label={`What ${name} did for you`}>
          <h3>For you lately</h3>
          <ul className="agent-acts">
            {agent.acts.map((act) => (
              <li key={act.id}>
                <Status icon={actStates[act.state].icon} tone={actStates[act.state].tone} small>
                  {actStates[act.state].name}
                </Status>
                <span className="grow">
                  {act.title}
                  {act.errorMessage && `: ${act.errorMessage}`}
                </span>
                <span className="meta">
                  {act.permitted ? 'you agreed, ' : ''}
                  <Age at={act.at} suffix=" ago" />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {isAdmin && (
        <div className="feedback-acts">
          {status !== 'archived' && (
            <Button small autoFocus={isEditing === false} aria-label={`Edit ${name}`} onClick={() => setEditing(true)}>
              Edit
            </Button>
          )}
          {may.map((to, index) => (
            // By its place: what takes the place of a step that was taken keeps the focus.
            <Button
              key={index}
              small
              look="quiet"
              aria-disabled={setting.isPending}
              onClick={() => {
                if (to === 'archived') setArchiving(true)
                else if (!setting.isPending) setting.mutate({ id, status: to })
              }}
            >
              {stepName(status, to)}
            </Button>
          ))}
        </div>
      )}
      <FaultText>{setting.error && faultOf(setting.error).message}</FaultText>
      <ConfirmDialog
        open={isArchiving}
        onOpenChange={(open) => !open && setArchiving(false)}
        title={`Archive ${name}?`}
        description="It answers nobody any more and gives up the accounts by which it is reached. Its conversations stay readable."
        action="Archive"
        busy={setting.isPending}
        onConfirm={() => setting.mutate({ id, status: 'archived' })}
      />
    </article>
  )
}
