import { CircleOff } from 'lucide-react'
import { Icon } from '@/components/ui/icon'

/** A task whose mail, event or page wants nothing any more: it stays, and says why it may be needless. */
export function SourceOver({ reason }: { reason: string }) {
  return (
    <span className="st warn min-w-0" title={reason}>
      <Icon of={CircleOff} small />
      <span className="cut">{reason.replace(/\.$/, '')}</span>
    </span>
  )
}
