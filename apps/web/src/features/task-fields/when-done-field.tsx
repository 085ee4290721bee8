'use client'

import { Archive, ChevronDown } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import type { Policies, WhenDone } from '@/lib/api-types'

type Props = {
  policies: Policies
  whenDone: WhenDone | null
  disabled?: boolean
  onChange: (whenDone: WhenDone | null) => void
}

/** What finishing does at the provider: the connection's policies, or a choice for this one task. */
export function WhenDoneField({ policies, whenDone, disabled, onChange }: Props) {
  const text = whenDoneText(policies, whenDone)
  const button = (
    <button type="button" className="val" disabled={disabled} aria-label={`When done: ${text}`}>
      <Icon of={Archive} />
      <span className="cut">{text}</span>
      {!disabled && <Icon of={ChevronDown} small />}
    </button>
  )
  if (disabled) return button
  const current = whenDone ?? { mark_read: policies.mark_read === 'auto', archive: policies.archive === 'auto' }
  return (
    <Menu
      label="When done"
      trigger={button}
      entries={[
        { kind: 'label', text: 'When this task is done' },
        {
          kind: 'tick',
          text: 'Mark the mail read',
          checked: current.mark_read,
          disabled: policies.mark_read === 'never',
          onChange: (mark_read) => onChange({ ...current, mark_read }),
        },
        {
          kind: 'tick',
          text: 'Archive the mail',
          checked: current.archive,
          disabled: policies.archive === 'never',
          onChange: (archive) => onChange({ ...current, archive }),
        },
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

/** 'Mark the mail read and archive it', 'Archive the mail, ask first', 'Nothing at Gmail'. */
function whenDoneText(policies: Policies, whenDone: WhenDone | null): string {
  const happens = (action: 'mark_read' | 'archive') =>
    policies[action] !== 'never' && (whenDone ? whenDone[action] : true)
  const asks = whenDone === null && [policies.mark_read, policies.archive].includes('ask')
  const suffix = asks ? ', ask first' : ''
  if (happens('mark_read') && happens('archive')) return `Mark the mail read and archive it${suffix}`
  if (happens('archive')) return `Archive the mail${suffix}`
  if (happens('mark_read')) return `Mark the mail read${suffix}`
  return 'Leave the mail as it is'
}
