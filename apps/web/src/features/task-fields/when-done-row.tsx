import type { WhenDone, WhenDoneOffer } from '@/lib/api-types'
import { changesAnything, type Elsewhere } from './elsewhere'
import { WhenDoneElsewhere } from './when-done-elsewhere'
import { WhenDoneField } from './when-done-field'

type Props = {
  id: string
  /** The leading source. */
  offer: WhenDoneOffer
  others: Elsewhere[]
  whenDone: WhenDone | null
  disabled: boolean
  onChange: (whenDone: WhenDone | null) => void
}

/** What finishing does at each of the sources; no row where it can do nothing. */
export function WhenDoneRow({ id, offer, others, whenDone, disabled, onChange }: Props) {
  const leads = offer.effects.length > 0
  if (!leads && !others.some(changesAnything)) return null
  return (
    <>
      <dt>When done</dt>
      <dd>
        {leads && <WhenDoneField id={id} offer={offer} whenDone={whenDone} disabled={disabled} onChange={onChange} />}
        <WhenDoneElsewhere sources={others} whenDone={whenDone} />
      </dd>
      <dd />
    </>
  )
}
