import { ExternalLink } from 'lucide-react'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { providerNames } from '@/components/ui/provider-logo'
import { FieldFault } from '@/features/task-fields/field-fault'
import type { ReachPlace } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useClaim } from './claim-form'

type IntroductionProps = {
  place: ReachPlace
  /** Null: it was made on another page, and is not told twice. */
  url: string | null
  onUrl: (url: string | null) => void
  onCancel: () => void
}

/** Leads to the bot with the code; the page hears of it when it was said there. */
export function IntroductionLink({ place, url, onUrl, onCancel }: IntroductionProps) {
  const { claiming, claim } = useClaim(place, onUrl)
  const service = place.provider ? providerNames[place.provider] : place.name
  return (
    <div className="link-form">
      <p role="status">
        {url
          ? `Open ${service} and press Start there. The link works for 15 minutes.`
          : 'A link was made before and not used. Make a new one.'}
      </p>
      <span className="acts">
        {url ? (
          <a className={buttonClass({ look: 'primary' })} href={url} target="_blank" rel="noreferrer">
            <Icon of={ExternalLink} />
            Open {service}
          </a>
        ) : (
          <Button look="primary" disabled={claiming.isPending} onClick={() => claim(null)}>
            Make a new link
          </Button>
        )}
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </span>
      <FieldFault
        id={`${place.connectionId}-fault`}
        fault={claiming.isError ? faultOf(claiming.error).message : null}
      />
    </div>
  )
}
