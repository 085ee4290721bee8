'use client'

import { fieldLimits } from '@switchboard/core/field-limits'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FieldFault } from '@/features/task-fields/field-fault'
import { tooLong } from '@/features/task-fields/field-texts'
import type { Outputs } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

const zones = Intl.supportedValuesOf('timeZone')

/** Name and time zone: due dates and 'today' follow it. */
export function ProfileForm({ me }: { me: Outputs['team']['me'] }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [name, setName] = useState(me.user.name ?? '')
  const [zone, setZone] = useState(me.user.timeZone ?? 'UTC')
  const saving = useMutation(trpc.team.setProfile.mutationOptions({ onSuccess: () => queries.invalidateQueries() }))
  const nameField = useRef<HTMLInputElement>(null)
  const [isRefused, setRefused] = useState(false)
  const fault = saving.isError ? faultOf(saving.error) : null
  const typed = name.trim()
  const empty = isRefused && typed === '' ? 'Give a name: the others in your team see it.' : null
  const nameFault = tooLong(name, fieldLimits.name) ?? empty ?? (fault?.field === 'name' ? fault.message : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const isWrong = typed === '' || typed.length > fieldLimits.name
    setRefused(isWrong)
    if (isWrong) nameField.current?.focus()
    else
      saving.mutate(
        { name: typed, timeZone: zone },
        { onError: (error) => faultOf(error).field === 'name' && nameField.current?.focus() },
      )
  }
  return (
    <form className="form" onSubmit={submit} noValidate aria-labelledby="profile">
      <fieldset>
        <legend id="profile">You</legend>
        <div className="line-field long">
          <div>
            <label htmlFor="name">Name</label>
            <FieldFault id="name-fault" fault={nameFault} />
          </div>
          <input
            ref={nameField}
            id="name"
            className="input"
            required
            autoComplete="name"
            aria-invalid={nameFault !== null || undefined}
            aria-describedby={nameFault === null ? undefined : 'name-fault'}
            value={name}
            onChange={(event) => {
              setName(event.target.value)
              setRefused(false)
              if (saving.isError) saving.reset()
            }}
          />
        </div>
        <div className="line-field long">
          <div>
            <label htmlFor="zone">Time zone</label>
            <p className="hint">‘By Friday’ in a mail means Friday here.</p>
          </div>
          <select id="zone" className="input" value={zone} onChange={(event) => setZone(event.target.value)}>
            {[...new Set([zone, ...zones])].map((option) => (
              <option key={option}>{option}</option>
            ))}
          </select>
        </div>
      </fieldset>
      <div className="flex items-center gap-3">
        <Button
          look="primary"
          type="submit"
          disabled={saving.isPending || (name === me.user.name && zone === me.user.timeZone)}
        >
          Save
        </Button>
        <span role="status">{saving.isSuccess && 'Saved'}</span>
        {fault && fault.field !== 'name' && (
          <span className="text-bad" role="alert">
            {fault.message}
          </span>
        )}
      </div>
    </form>
  )
}
