'use client'

import { fieldLimits } from '@switchboard/core/field-limits'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { PencilLine } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Status } from '@/components/ui/status'
import { changedTo, type Draft, typedSince } from '@/features/setting-fields/setting-values'
import { useAskBeforeClosing, useKeptDraft } from '@/features/setting-fields/use-kept-draft'
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
  const { draft, change } = useKeptDraft(`settings:profile:${me.user.id}`)
  const stored = { name: me.user.name ?? '', zone: me.user.timeZone ?? 'UTC' }
  const shown = (field: keyof typeof stored) => String(draft[field] ?? stored[field])
  const name = shown('name')
  const zone = shown('zone')
  const isChanged = name !== stored.name || zone !== stored.zone
  useAskBeforeClosing(isChanged)
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
      saving.mutateAsync({ name: typed, timeZone: zone }).then(
        () => change((now) => typedSince(draft, now)),
        (error: unknown) => {
          if (faultOf(error).field === 'name') nameField.current?.focus()
        },
      )
  }
  const type = (field: keyof typeof stored, value: string) =>
    // While it is saved, what is stored is about to change.
    change((now): Draft =>
      saving.isPending ? { ...now, [field]: value } : changedTo(now, field, value, stored[field]),
    )
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
              type('name', event.target.value)
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
          <select id="zone" className="input" value={zone} onChange={(event) => type('zone', event.target.value)}>
            {[...new Set([zone, ...zones])].map((option) => (
              <option key={option}>{option}</option>
            ))}
          </select>
        </div>
      </fieldset>
      <div className="flex items-center gap-3">
        <Button look="primary" type="submit" disabled={saving.isPending || !isChanged}>
          Save
        </Button>
        {isChanged && (
          <Button
            look="quiet"
            disabled={saving.isPending}
            onClick={() => {
              saving.reset()
              setRefused(false)
              change(() => ({}))
            }}
          >
            Discard
          </Button>
        )}
        <span role="status">
          {isChanged ? (
            <Status tone="warn" icon={PencilLine}>
              Unsaved changes
            </Status>
          ) : (
            saving.isSuccess && 'Saved'
          )}
        </span>
        {fault && fault.field !== 'name' && (
          <span className="text-bad" role="alert">
            {fault.message}
          </span>
        )}
      </div>
    </form>
  )
}
