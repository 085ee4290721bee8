'use client'

import { Archive, ChevronDown } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import type { WhenDone, WhenDoneOffer } from '@/lib/api-types'
import { whenDoneText } from './when-done-text'

type Props = {
  offer: WhenDoneOffer
  whenDone: WhenDone | null
  disabled?: boolean
  onChange: (whenDone: WhenDone | null) => void
}

/** What finishing does at the provider: the connection's policies, or a choice for this one task. */
export function WhenDoneField({ offer, whenDone, disabled, onChange }: Props) {
  const text = whenDoneText(offer, whenDone)
  if (!offer.connected) return <p className="val text-fg-3">{text}</p>
  const button = (
    <button type="button" className="val" disabled={disabled} aria-label={`When done: ${text}`}>
      <Icon of={Archive} />
      <span className="cut">{text}</span>
      {!disabled && <Icon of={ChevronDown} small />}
    </button>
  )
  if (disabled || offer.effects.length === 0) return button
  const current =
    whenDone ?? Object.fromEntries(offer.effects.map(({ action }) => [action, offer.policies[action] === 'auto']))
  return (
    <Menu
      label="When done"
      trigger={button}
      entries={[
        { kind: 'label', text: 'When this task is done' },
        ...offer.effects.map(({ action, words }) => ({
          kind: 'tick' as const,
          text: words.doing,
          checked: current[action] === true,
          disabled: offer.policies[action] === 'never',
          onChange: (wanted: boolean) => onChange({ ...current, [action]: wanted }),
        })),
        { kind: 'separator' },
        {
          kind: 'item',
          text: 'Follow the connection’s settings',
          disabled: whenDone === null,
          onSelect: () => onChange(null),
        },
      ]}
    />
  )
}
