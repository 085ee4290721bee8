'use client'

import { feedbackLimits } from '@switchboard/core/feedback/limits'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FaultText } from '@/components/ui/fault-text'
import { Checks, Field, formFaults } from '@/features/setting-fields/form-parts'
import type { Feedback } from '@/lib/api-types'
import { newId } from '@/lib/new-id'
import { useTRPC } from '@/lib/trpc'

const hourMs = 3_600_000
const times = [
  { hours: 1, name: 'an hour' },
  { hours: 8, name: '8 hours' },
  { hours: 48, name: '2 days' },
  { hours: 168, name: 'a week' },
]
const kinds: { kind: Feedback['kind']; name: string }[] = [
  { kind: 'approval', name: 'Approve or reject' },
  { kind: 'choice', name: 'One of several options' },
  { kind: 'text', name: 'Words' },
]
const places: { channel: Feedback['channels'][number]; name: string }[] = [
  { channel: 'web', name: 'Browser' },
  { channel: 'slack', name: 'Slack' },
  { channel: 'email', name: 'E-mail' },
  { channel: 'telegram', name: 'Telegram' },
]

/** Puts a question to people of the team. */
export function AskForm({ onAsked, onCancel }: { onAsked: () => void; onCancel: () => void }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const members = useQuery(trpc.team.members.queryOptions())
  const myId = useQuery(trpc.team.me.queryOptions()).data?.user.id
  const form = useRef<HTMLFormElement>(null)
  // Asked again after a lost answer it is one question.
  const [id] = useState(newId)
  const [question, setQuestion] = useState('')
  const [details, setDetails] = useState('')
  const [kind, setKind] = useState<Feedback['kind']>('approval')
  const [options, setOptions] = useState('')
  const [recipientIds, setRecipientIds] = useState<string[]>([])
  const [channels, setChannels] = useState<Feedback['channels']>([])
  const [hours, setHours] = useState(48)
  const asking = useMutation(
    trpc.feedback.ask.mutationOptions({
      onSuccess: onAsked,
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.feedback.pathKey() }),
    }),
  )
  const faults = formFaults(asking)
  useEffect(() => {
    if (asking.isError) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [asking.isError])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const lines = options
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    asking.mutate({
      ...(id ? { id } : {}),
      question,
      details,
      kind,
      options: kind === 'choice' ? lines : [],
      recipientIds,
      channels,
      expiresInMs: hours * hourMs,
    })
  }
  return (
    <form ref={form} className="ask-form" noValidate onSubmit={submit}>
      <Field label="Question" fault={faults.at('question')}>
        {(field) => (
          <input
            {...field}
            className="input"
            autoFocus
            autoComplete="off"
            maxLength={feedbackLimits.question}
            value={question}
            onChange={(event) => setQuestion(event.target.value)}
          />
        )}
      </Field>
      <Field label="Explanation, if needed" fault={faults.at('details')}>
        {(field) => (
          <textarea
            {...field}
            className="input"
            rows={3}
            maxLength={feedbackLimits.details}
            value={details}
            onChange={(event) => setDetails(event.target.value)}
          />
        )}
      </Field>
      <Field label="Kind of answer" fault={null}>
        {(field) => (
          <select
            {...field}
            className="input"
            value={kind}
            onChange={(event) => setKind(kinds.find((one) => one.kind === event.target.value)?.kind ?? 'approval')}
          >
            {kinds.map((one) => (
              <option key={one.kind} value={one.kind}>
                {one.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind === 'choice' && (
        <Field label="Options, one in each line" fault={faults.at('options')}>
          {(field) => (
            <textarea
              {...field}
              className="input"
              rows={4}
              value={options}
              onChange={(event) => setOptions(event.target.value)}
            />
          )}
        </Field>
      )}
      <Checks
        legend="Who is asked"
        fault={faults.at('recipientIds')}
        hint={members.isError ? 'The people of your team could not be loaded. Close this and try again.' : undefined}
        entries={(members.data?.items ?? [])
          .map(({ id: value, name, email }) => ({ value, name: value === myId ? 'You' : (name ?? email) }))
          .toSorted((a, b) => Number(a.value === myId) - Number(b.value === myId))}
        chosen={recipientIds}
        onChange={setRecipientIds}
      />
      <Checks
        legend="Where, all at once"
        hint="Leave these empty to ask each of them where they are reached first."
        fault={faults.at('channels')}
        entries={places.map(({ channel, name }) => ({ value: channel, name }))}
        chosen={channels}
        onChange={setChannels}
      />
      <Field label="Wait for" fault={faults.at('expiresInMs')}>
        {(field) => (
          <select {...field} className="input" value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {times.map((time) => (
              <option key={time.hours} value={time.hours}>
                {time.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <FaultText>{faults.whole}</FaultText>
      <div className="acts">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" disabled={asking.isPending}>
          Ask
        </Button>
      </div>
    </form>
  )
}
