'use client'

import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { firstClick } from '@/lib/first-click'

type BatchBarProps = {
  count: number
  total: number
  /** What can be done with all of them, with its key. */
  acts: { verb: string; hint: string; onPress: () => void }[]
  onAll: () => void
  onClear: () => void
}

/** Takes the list's foot while rows are selected. */
export function BatchBar({ count, total, acts, onAll, onClear }: BatchBarProps) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = count > 0 && count < total
  }, [count, total])
  return (
    <div role="group" className="foot" aria-label="Selection">
      <label className="sel">
        <input
          ref={box}
          className="check"
          type="checkbox"
          aria-label="Select all loaded"
          checked={count > 0 && count === total}
          onChange={count === total ? onClear : onAll}
        />
        <span aria-live="polite">{count} selected</span>
      </label>
      {acts.map(({ verb, hint, onPress }) => (
        <Button key={verb} hint={hint} disabled={count === 0} onClick={firstClick(onPress)}>
          {verb} {count}
        </Button>
      ))}
      <Button look="quiet" icon aria-label="Clear selection" aria-keyshortcuts="Escape" onClick={onClear}>
        <Icon of={X} />
      </Button>
    </div>
  )
}
