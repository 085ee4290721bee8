'use client'

import { Archive, ChevronDown } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import type { WhenDone, WhenDoneOffer } from '@/lib/api-types'
import { holdDraft, useDraftOf } from '@/lib/drafts'
import { whenDoneOfDraft } from './field-texts'
import { draftKey } from './unsaved'
import { whenDoneText } from './when-done-text'

type Props = {
  /** Of what it is; a choice that was refused is held under this. */
  id: string
  offer: WhenDoneOffer
  whenDone: WhenDone | null
  disabled?: boolean
  onChange: (whenDone: WhenDone | null) => void
}

/** What finishing does at the provider: the connection's policies, or a choice for this one task. */
export function WhenDoneField({ id, offer, whenDone: saved, disabled, onChange }: Props) {
  const key = draftKey('whenDone', id)
  const held = useDraftOf(key)
  const whenDone = held === null || disabled ? saved : whenDoneOfDraft(held)
  const choose = (next: WhenDone | null) => {
    holdDraft(key, null)
    onChange(next)
  }
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
          onChange: (wanted: boolean) => choose({ ...current, [action]: wanted }),
        })),
        { kind: 'separator' },
        {
          kind: 'item',
          text: 'Follow the connection’s settings',
          disabled: whenDone === null,
          onSelect: () => choose(null),
        },
      ]}
    />
  )
}
