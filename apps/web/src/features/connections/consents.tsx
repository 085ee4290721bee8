import { ChevronRight } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import type { Outputs } from '@/lib/api-types'

type Available = Outputs['connection']['available']['items'][number]

/** What each provider asks one to agree to, for who wants to know before going there. */
export function Consents({ providers }: { providers: Available[] }) {
  const asking = providers.filter(({ configured, words }) => configured && words.consent)
  if (asking.length === 0) return null
  return (
    <details className="consents">
      <summary>
        <Icon of={ChevronRight} small />
        What Switchboard may do
      </summary>
      <dl>
        {asking.map(({ id, name, words }) => (
          <div key={id}>
            <dt>
              <ProviderLogo provider={id} />
              {name}
            </dt>
            <dd>{words.consent}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
