'use client'

import { CircleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

/** What did not work, until it is closed. */
export function FaultNotice({ text, onClose }: { text: string | null; onClose: () => void }) {
  if (!text) return null
  return (
    <div className="notice bad" role="alert">
      <Icon of={CircleAlert} />
      <span className="grow">{text}</span>
      <Button look="quiet" onClick={onClose}>
        Close
      </Button>
    </div>
  )
}
