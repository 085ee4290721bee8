import { providerNames } from '@/components/ui/provider-logo'
import type { WhenDone } from '@/lib/api-types'
import type { Elsewhere } from './elsewhere'
import { whenDoneText } from './when-done-text'

/** What finishing does where the same was asked as well, by the settings there and what was chosen for this one. */
export function WhenDoneElsewhere({ sources, whenDone }: { sources: Elsewhere[]; whenDone: WhenDone | null }) {
  const told = sources.flatMap((source) =>
    source.ended || source.effects.length === 0
      ? []
      : [`${providerNames[source.provider]}: ${textOf(source, whenDone)}`],
  )
  return [...new Set(told)].map((text) => (
    <p key={text} className="meta mt-1">
      {text}
    </p>
  ))
}

function textOf(source: Elsewhere, whenDone: WhenDone | null): string {
  const isChosen = source.effects.some(({ action }) => whenDone?.[action] !== undefined)
  if (!isChosen) return whenDoneText(source, null)
  const settled = source.effects.map(({ action }) => [action, whenDone?.[action] ?? source.policies[action] === 'auto'])
  return whenDoneText(source, Object.fromEntries(settled))
}
