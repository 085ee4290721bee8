import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleDashed } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Status } from '@/components/ui/status'
import type { ReachPlace } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'
import { ClaimForm } from './claim-form'
import { CodeForm } from './code-form'
import { IntroductionLink } from './introduction-link'

/** One place at which oneself is reached, or how to link oneself there. */
export function PlaceLine({ place }: { place: ReachPlace }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [isLinking, setLinking] = useState(false)
  const [introductionUrl, setIntroductionUrl] = useState<string | null>(null)
  const removing = useMutation(
    trpc.reach.remove.mutationOptions({ onSuccess: (reach) => queries.setQueryData(trpc.reach.get.queryKey(), reach) }),
  )
  const { linked, claimed, linkedBy, name } = place
  const linkText = linked ? 'Use another address' : place.channel === 'email' ? 'Use another address' : 'Link'
  return (
    <li className="place">
      <div className="place-head">
        <div className="grow">
          <span className="strong">{name}</span>
          <Status tone={place.isReady ? 'ok' : undefined} icon={place.isReady ? CircleCheck : CircleDashed} long>
            {place.state}
          </Status>
        </div>
        {linkedBy && !claimed && !isLinking && (
          <Button small aria-label={`${linkText}: ${name}`} onClick={() => setLinking(true)}>
            {linkText}
          </Button>
        )}
        {linked && (
          <Button
            small
            look="quiet"
            aria-label={`Remove ${linked.name}: ${name}`}
            disabled={removing.isPending}
            onClick={() => removing.mutate({ id: linked.id })}
          >
            Remove
          </Button>
        )}
      </div>
      {removing.isError && (
        <p className="fault-line" role="alert">
          {faultOf(removing.error).message}
        </p>
      )}
      {linkedBy && !claimed && isLinking && (
        <ClaimForm
          place={place}
          onClaimed={(url) => {
            setIntroductionUrl(url)
            setLinking(false)
          }}
          onCancel={() => setLinking(false)}
        />
      )}
      {claimed && !claimed.isIntroduction && (
        <CodeForm key={claimed.id} claimed={claimed} onCancel={() => removing.mutate({ id: claimed.id })} />
      )}
      {claimed?.isIntroduction && (
        <IntroductionLink
          place={place}
          url={introductionUrl}
          onUrl={setIntroductionUrl}
          onCancel={() => removing.mutate({ id: claimed.id })}
        />
      )}
    </li>
  )
}
