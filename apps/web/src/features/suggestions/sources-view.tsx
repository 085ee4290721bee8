'use client'

import { CircleMinus, Split } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import type { SuggestionDetail } from '@/lib/api-types'
import { untitled } from '@/lib/untitled'
import { ItemView } from './item-view'
import { usePartSource } from './use-part-source'

type Source = SuggestionDetail['otherSources'][number]

/** What a suggestion rests on: its item, and where the same is asked as well, each with its own evidence. */
export function SourcesView({ suggestion }: { suggestion: SuggestionDetail }) {
  const { item, otherSources } = suggestion
  const [shown, setShown] = useState(item.id)
  const other = otherSources.find((source) => source.item.id === shown)
  if (otherSources.length === 0) return <ItemView suggestion={suggestion} />
  return (
    <section className="sources" aria-labelledby="sources-head">
      <h2 id="sources-head" className="meta">
        Asked in {otherSources.length + 1} places
      </h2>
      <div className="sources-list" role="group" aria-labelledby="sources-head">
        {[suggestion, ...otherSources].map((source) => (
          <button
            key={source.item.id}
            type="button"
            className="source-choice"
            aria-pressed={source.item.id === (other?.item.id ?? item.id)}
            onClick={() => setShown(source.item.id)}
          >
            <ProviderLogo provider={source.provider} named />
            <span className="cut">{placeOf(source)}</span>
          </button>
        ))}
      </div>
      {other && <SourceNote key={other.item.id} id={suggestion.id} source={other} />}
      <ItemView key={shown} suggestion={other ?? suggestion} />
    </section>
  )
}

const placeOf = ({ item }: Pick<Source, 'item'>) =>
  item.message && !item.message.direct
    ? `${item.sender.name} in ${item.message.channelName}`
    : item.kind === 'email' || item.kind === 'message'
      ? item.sender.name
      : item.title || untitled

const relationTexts: Record<NonNullable<Source['relation']>, string> = {
  copy: 'The same, received twice.',
  thread: 'Asked again in the same thread.',
  forward: 'The same, forwarded or quoted.',
  words: 'The same, asked in another place.',
}

/** Why it is said to be the same, and the way out of that. */
function SourceNote({ id, source }: { id: string; source: Source }) {
  const { part, isParting, fault } = usePartSource(id)
  return (
    <div className="source-note">
      {source.ended ? (
        <p className="st">
          <Icon of={CircleMinus} small />
          Over: {source.ended.reason}
        </p>
      ) : (
        <p className="meta">{source.relation ? relationTexts[source.relation] : 'Where it was asked first.'}</p>
      )}
      {source.canPart && (
        <Button small look="quiet" disabled={isParting} onClick={() => part(source.item.id)}>
          <Icon of={Split} small />
          Not the same
        </Button>
      )}
      {fault && (
        <p className="st bad" role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}
