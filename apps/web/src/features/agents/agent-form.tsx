'use client'

import { agentLimits } from '@switchboard/core/agent/manage/limits'
import { toolWords } from '@switchboard/core/agent/tools/tool-words'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FaultText } from '@/components/ui/fault-text'
import { Checks, Field, formFaults } from '@/features/setting-fields/form-parts'
import type { Agent, AgentList } from '@/lib/api-types'
import { madeId } from '@/lib/new-id'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { slugFrom } from './agent-texts'

/** Null: a new one. */
type FormProps = { agent: Agent | null; list: AgentList; onClose: () => void }

/** What admins set of an agent. */
export function AgentForm({ agent, list, onClose }: FormProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  // Sent again after a lost answer it is one agent.
  const [id] = useState(() => agent?.id ?? madeId())
  const [name, setName] = useState(agent?.name ?? '')
  const [slug, setSlug] = useState(agent?.slug ?? null)
  const [instructions, setInstructions] = useState(agent?.instructions ?? '')
  const [model, setModel] = useState(agent?.model ?? '')
  const [tools, setTools] = useState<string[]>(agent?.tools ?? ['list_tasks', 'create_task', 'search_items'])
  const [connectionIds, setConnectionIds] = useState(agent?.connectionIds ?? [])
  const options = {
    retry: sendAgain,
    onSuccess: (after: AgentList) => {
      queries.setQueryData(trpc.agent.list.queryKey(), after)
      onClose()
    },
  }
  const creating = useMutation(trpc.agent.create.mutationOptions(options))
  const updating = useMutation(trpc.agent.update.mutationOptions(options))
  const saving = agent ? updating : creating
  const faults = formFaults(saving)
  const shownSlug = slug ?? slugFrom(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({ id, name, slug: shownSlug, instructions, model: model.trim() || null, tools, connectionIds })
  }
  const answeredBy = (connectionId: string) =>
    list.items.find((one) => one.id !== id && one.connectionIds.includes(connectionId))
  return (
    <form className="ask-form agent-form" noValidate aria-labelledby={`form-${id}`} onSubmit={submit}>
      <h2 id={`form-${id}`}>{agent ? `Edit ${agent.name}` : 'Add an agent'}</h2>
      <Field label="Name" fault={faults.at('name')}>
        {(field) => (
          <input
            {...field}
            className="input"
            autoFocus
            autoComplete="off"
            maxLength={agentLimits.name}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Short name"
        hint="Small letters, digits and hyphens, as it stands in addresses."
        // What is made of the name is as wrong as that, and needs no word of its own.
        fault={slug === null && faults.at('name') ? null : faults.at('slug')}
      >
        {(field) => (
          <input
            {...field}
            className="input"
            autoComplete="off"
            maxLength={agentLimits.slug}
            value={shownSlug}
            onChange={(event) => setSlug(event.target.value)}
          />
        )}
      </Field>
      <Field label="Instructions" hint="How it speaks, what it looks after." fault={faults.at('instructions')}>
        {(field) => (
          <textarea
            {...field}
            className="input"
            rows={5}
            maxLength={agentLimits.instructions}
            value={instructions}
            onChange={(event) => setInstructions(event.target.value)}
          />
        )}
      </Field>
      <Field label="Model" fault={faults.at('model')}>
        {(field) => (
          <input
            {...field}
            className="input"
            autoComplete="off"
            spellCheck={false}
            maxLength={agentLimits.model}
            placeholder="The one of this installation"
            value={model}
            onChange={(event) => setModel(event.target.value)}
          />
        )}
      </Field>
      <Checks
        legend="What it may do"
        fault={faults.at('tools')}
        entries={Object.entries(toolWords).map(([value, { label, hint }]) => ({ value, name: label, hint }))}
        chosen={tools}
        onChange={setTools}
      />
      {list.connections.length > 0 && (
        <Checks
          legend="Answers people who write to"
          fault={faults.at('connectionIds')}
          entries={list.connections.map(({ id: value, accountName }) => {
            const other = answeredBy(value)
            return { value, name: accountName, ...(other ? { hint: `Now answered by ${other.name}` } : {}) }
          })}
          chosen={connectionIds}
          onChange={setConnectionIds}
        />
      )}
      <FaultText>{faults.whole}</FaultText>
      <div className="feedback-acts">
        <Button look="primary" type="submit" disabled={saving.isPending}>
          {agent ? 'Save' : 'Add'}
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
