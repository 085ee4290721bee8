import { ProviderLogo } from '@/components/ui/provider-logo'
import type { SuggestionRow } from '@/lib/api-types'

/** In a list: that the same is asked in other places, and where. `short` where the line has little room. */
export function AlsoFrom({ providers, short }: { providers: SuggestionRow['alsoFrom']; short?: boolean }) {
  if (providers.length === 0) return null
  const text = `${providers.length + 1} sources`
  return (
    <span className="also-from" title={text}>
      {[...new Set(providers)].map((provider) => (
        <ProviderLogo key={provider} provider={provider} named />
      ))}
      {short && <span aria-hidden="true">+{providers.length}</span>}
      <span className={short ? 'sr' : undefined}>{text}</span>
    </span>
  )
}
