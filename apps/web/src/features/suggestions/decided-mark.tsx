import { Bot, Check, CircleOff, Undo2, X } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import type { SuggestionRow } from '@/lib/api-types'

const decidedAs = {
  approved: { icon: Check, name: 'Approved' },
  auto_approved: { icon: Bot, name: 'Approved by itself' },
  dismissed: { icon: X, name: 'Dismissed' },
  closed: { icon: CircleOff, name: 'Closed by itself' },
  pending_approval: { icon: Undo2, name: 'To decide again' },
}

/** What became of a suggestion. */
export function DecidedMark({ status }: { status: SuggestionRow['status'] }) {
  const { icon, name } = decidedAs[status]
  return (
    <span className="decided-mark" title={name}>
      <Icon of={icon} />
      <span className="sr">{name}</span>
    </span>
  )
}
