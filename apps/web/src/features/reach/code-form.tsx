import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FieldFault } from '@/features/task-fields/field-fault'
import type { Reach, ReachPlace } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

type CodeProps = { claimed: NonNullable<ReachPlace['claimed']>; onCancel: () => void }

/** Proves an address by the code that was sent there. */
export function CodeForm({ claimed, onCancel }: CodeProps) {
  const id = useId()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [code, setCode] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const store = (reach: Reach) => void queries.setQueryData(trpc.reach.get.queryKey(), reach)
  const confirming = useMutation(trpc.reach.confirm.mutationOptions({ onSuccess: store }))
  const again = useMutation(trpc.reach.sendCodeAgain.mutationOptions({ onSuccess: store }))
  const isTooEarly = useIsBefore(claimed.mayAskAgainAt)
  const failed = confirming.error ?? again.error
  const fault = failed ? faultOf(failed).message : claimed.fault
  const submit = (event: FormEvent) => {
    event.preventDefault()
    again.reset()
    confirming.mutate({ id: claimed.id, code }, { onError: () => field.current?.focus() })
  }
  return (
    <form className="link-form" noValidate onSubmit={submit}>
      <label htmlFor={id}>
        Enter the code that was sent to <span className="strong">{claimed.name}</span>
      </label>
      <span className="acts">
        <input
          ref={field}
          id={id}
          className="input code"
          inputMode="numeric"
          autoComplete="one-time-code"
          placeholder="8 digits"
          aria-invalid={fault !== null || undefined}
          aria-describedby={`${id}-fault`}
          value={code}
          onChange={(event) => {
            setCode(event.target.value)
            confirming.reset()
          }}
        />
        <Button look="primary" type="submit" disabled={confirming.isPending}>
          Confirm
        </Button>
        <Button
          look="quiet"
          disabled={isTooEarly || again.isPending}
          onClick={() => {
            confirming.reset()
            again.mutate({ id: claimed.id })
          }}
        >
          Send another
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </span>
      <FieldFault id={`${id}-fault`} fault={fault} />
    </form>
  )
}

/** Whether a moment is still to come; draws again when it has. */
function useIsBefore(at: Date): boolean {
  const [isBefore, setBefore] = useState(true)
  useEffect(() => {
    const leftMs = at.getTime() - Date.now()
    setBefore(leftMs > 0)
    const timer = setTimeout(() => setBefore(false), Math.max(leftMs, 0))
    return () => clearTimeout(timer)
  }, [at])
  return isBefore
}
