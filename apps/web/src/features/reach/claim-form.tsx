import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FieldFault } from '@/features/task-fields/field-fault'
import type { ReachPlace } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

type ClaimProps = {
  place: ReachPlace
  /** With where they make themselves known, when that is done there. */
  onClaimed: (introductionUrl: string | null) => void
  onCancel: () => void
}

/** Says who one is at a service. A workspace knows people by a mail address, which is mostly the one they sign in with. */
export function ClaimForm({ place, onClaimed, onCancel }: ClaimProps) {
  const id = useId()
  const trpc = useTRPC()
  const me = useQuery(trpc.team.me.queryOptions()).data
  const { claiming, claim } = useClaim(place, onClaimed)
  const isMail = place.channel === 'email'
  const [typed, setTyped] = useState<string | null>(null)
  const address = typed ?? (isMail ? '' : (me?.user.email ?? ''))
  const field = useRef<HTMLInputElement>(null)
  const fault = claiming.isError ? faultOf(claiming.error).message : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    claim(address, () => field.current?.focus())
  }
  if (place.linkedBy === 'introduction')
    return (
      <div className="link-form">
        <p>Switchboard may write to you there once you have written to its bot.</p>
        <span className="acts">
          <Button look="primary" disabled={claiming.isPending} onClick={() => claim(null)}>
            Make a link
          </Button>
          <Button look="quiet" onClick={onCancel}>
            Cancel
          </Button>
        </span>
        <FieldFault id={`${id}-fault`} fault={fault} />
      </div>
    )
  return (
    <form className="link-form" noValidate onSubmit={submit}>
      <label htmlFor={id}>{isMail ? 'Your other address' : 'The address that you use there'}</label>
      <span className="acts">
        <input
          ref={field}
          id={id}
          className="input"
          type="email"
          autoComplete="email"
          // It has been asked for by the button that stood here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          aria-invalid={fault !== null || undefined}
          aria-describedby={`${id}-fault`}
          value={address}
          onChange={(event) => {
            setTyped(event.target.value)
            claiming.reset()
          }}
        />
        <Button look="primary" type="submit" disabled={claiming.isPending}>
          Send a code
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </span>
      <FieldFault id={`${id}-fault`} fault={fault} />
    </form>
  )
}

/** The call, for an address that is typed or for a link. */
export function useClaim({ connectionId }: ReachPlace, onClaimed: (introductionUrl: string | null) => void) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const claiming = useMutation(trpc.reach.claim.mutationOptions())
  const claim = (address: string | null, onRefused?: () => void) =>
    claiming.mutateAsync({ connectionId, address }).then(
      async ({ introductionUrl }) => {
        await queries.invalidateQueries({ queryKey: trpc.reach.get.queryKey() })
        onClaimed(introductionUrl)
      },
      () => onRefused?.(),
    )
  return { claiming, claim: (address: string | null, onRefused?: () => void) => void claim(address, onRefused) }
}
