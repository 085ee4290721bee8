'use client'

import { jobLimits } from '@switchboard/core/agent/jobs/limits'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FaultText } from '@/components/ui/fault-text'
import { useZone } from '@/components/ui/time'
import { Checks, Field, formFaults } from '@/features/setting-fields/form-parts'
import type { Agent, AgentJob, Outputs } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { madeId } from '@/lib/new-id'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { NextTimes } from './next-times'
import { cronOf, type Schedule, scheduleOf, weekdays } from './schedule'

const zones = Intl.supportedValuesOf('timeZone')
const cadences: { every: Schedule['every']; name: string }[] = [
  { every: 'day', name: 'Every day' },
  { every: 'weekday', name: 'Every weekday' },
  { every: 'week', name: 'Every week' },
  { every: 'other', name: 'Other times' },
]

/** Null: a new one. */
type FormProps = { job: AgentJob | null; agents: Agent[]; onClose: () => void }

/** What an agent is to do, when, and who hears of it. */
export function JobForm({ job, agents, onClose }: FormProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const ownZone = useZone()
  const me = useQuery(trpc.team.me.queryOptions()).data
  const members = useQuery(trpc.team.members.queryOptions()).data?.items ?? []
  const able = agents.filter(({ id, status }) => status === 'active' || id === job?.agentId)
  // Sent again after a lost answer it is one job.
  const [id] = useState(() => job?.id ?? madeId())
  const [agentId, setAgentId] = useState(job?.agentId ?? able[0]?.id ?? '')
  const [name, setName] = useState(job?.name ?? '')
  const [instructions, setInstructions] = useState(job?.instructions ?? '')
  const [schedule, setSchedule] = useState(() => scheduleOf(job?.cron ?? ''))
  const [timeZone, setTimeZone] = useState(job?.timeZone ?? ownZone)
  const [tellIds, setTellIds] = useState(job?.tellIds ?? [])
  const cron = cronOf(schedule)
  const preview = useQuery(
    trpc.agent.previewJob.queryOptions(
      { cron, timeZone },
      { enabled: cron !== '', placeholderData: keepPreviousData, retry: false },
    ),
  )
  const options = {
    retry: sendAgain,
    onSuccess: (after: Outputs['agent']['jobs']) => {
      queries.setQueryData(trpc.agent.jobs.queryKey(), after)
      onClose()
    },
  }
  const creating = useMutation(trpc.agent.createJob.mutationOptions(options))
  const updating = useMutation(trpc.agent.updateJob.mutationOptions(options))
  const saving = job ? updating : creating
  const faults = formFaults(saving)
  const cronFault = faults.at('cron') ?? (preview.isError ? faultOf(preview.error).message : null)
  const change = (changed: Partial<Schedule>) => setSchedule((before) => ({ ...before, ...changed }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({ id, agentId, name, instructions, cron, timeZone, on: job?.on ?? true, tellIds })
  }
  return (
    <form className="ask-form agent-form" noValidate aria-labelledby={`form-${id}`} onSubmit={submit}>
      <h3 id={`form-${id}`}>{job ? `Edit ${job.name}` : 'Add a job'}</h3>
      <Field label="Name" fault={faults.at('name')}>
        {(field) => (
          <input
            {...field}
            className="input"
            autoFocus
            autoComplete="off"
            maxLength={jobLimits.name}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="What to do" fault={faults.at('instructions')}>
        {(field) => (
          <textarea
            {...field}
            className="input"
            rows={3}
            maxLength={jobLimits.instructions}
            placeholder="Tell me which tasks are due today."
            value={instructions}
            onChange={(event) => setInstructions(event.target.value)}
          />
        )}
      </Field>
      <Field label="By" fault={faults.at('agentId')}>
        {(field) => (
          <select {...field} className="input" value={agentId} onChange={(event) => setAgentId(event.target.value)}>
            {able.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="job-when">
        <Field label="When" fault={schedule.every === 'other' ? null : cronFault}>
          {(field) => (
            <select
              {...field}
              className="input"
              value={schedule.every}
              onChange={({ target }) => {
                const every = cadences.find((one) => one.every === target.value)?.every ?? 'day'
                change({ every, cron })
              }}
            >
              {cadences.map((one) => (
                <option key={one.every} value={one.every}>
                  {one.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        {schedule.every === 'week' && (
          <Field label="On" fault={null}>
            {(field) => (
              <select
                {...field}
                className="input"
                value={schedule.day}
                onChange={(event) => change({ day: Number(event.target.value) })}
              >
                {weekdays.map((day, index) => (
                  <option key={day} value={index}>
                    {day}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {schedule.every === 'other' ? (
          <Field label="Minute, hour, day, month, weekday" fault={cronFault}>
            {(field) => (
              <input
                {...field}
                className="input"
                autoComplete="off"
                spellCheck={false}
                maxLength={jobLimits.cron}
                value={schedule.cron}
                onChange={(event) => change({ cron: event.target.value })}
              />
            )}
          </Field>
        ) : (
          <Field label="At" fault={null}>
            {(field) => (
              <input
                {...field}
                className="input"
                type="time"
                required
                value={schedule.time}
                onChange={(event) => event.target.value && change({ time: event.target.value })}
              />
            )}
          </Field>
        )}
        <Field label="Time zone" fault={faults.at('timeZone')}>
          {(field) => (
            <select {...field} className="input" value={timeZone} onChange={(event) => setTimeZone(event.target.value)}>
              {[...new Set([timeZone, ...zones])].map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {preview.data && !preview.isError && <NextTimes next={preview.data.next} timeZone={timeZone} />}
      <Checks
        legend="Who gets the result, besides you"
        fault={faults.at('tellIds')}
        entries={members
          .filter((member) => member.id !== me?.user.id)
          .map((member) => ({ value: member.id, name: member.name ?? member.email }))}
        chosen={tellIds}
        onChange={setTellIds}
      />
      <FaultText>{faults.whole}</FaultText>
      <div className="feedback-acts">
        <Button look="primary" type="submit" disabled={saving.isPending}>
          {job ? 'Save' : 'Add'}
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
