'use client'

import clsx from 'clsx'
import { Check, X } from 'lucide-react'
import { memo, type PointerEvent, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Confidence } from '@/components/ui/confidence'
import { Due } from '@/components/ui/due'
import { Icon } from '@/components/ui/icon'
import { Priority } from '@/components/ui/priority'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { Age } from '@/components/ui/time'
import type { SuggestionRow } from '@/lib/api-types'
import { firstClick } from '@/lib/first-click'
import { AlsoFrom } from './also-from'
import { FlagMark } from './flag-mark'
import { DecidedMark } from './decided-mark'

type FeedCardProps = {
  row: SuggestionRow
  expanded: boolean
  decidable: boolean
  note: string | undefined
  /** Null while single cards are worked on; otherwise whether this one is among the chosen. */
  selected: boolean | null
  onExpand: (id: string) => void
  onOpen: (id: string) => void
  onSelect: (id: string, range: boolean) => void
  onApprove: (id: string) => void
  onDismiss: (id: string) => void
}

/** A finger has to go this far, in pixels, before it decides. */
const decideAtPx = 96
const startAtPx = 12

/** A suggestion at phone width: a tap opens it in place, a swipe or its buttons decide. */
export const FeedCard = memo(function FeedCard(props: FeedCardProps) {
  const { row, expanded, decidable, note, selected, onExpand, onOpen, onSelect, onApprove, onDismiss } = props
  const from = useRef<{ x: number; y: number } | null>(null)
  const [shift, setShift] = useState(0)

  const move = (event: PointerEvent) => {
    if (!from.current || !decidable || selected !== null) return
    const x = event.clientX - from.current.x
    const isSideways = Math.abs(x) > startAtPx && Math.abs(x) > 2 * Math.abs(event.clientY - from.current.y)
    if (shift !== 0 || isSideways) setShift(x)
  }
  const giveUp = () => {
    from.current = null
    setShift(0)
  }
  const end = () => {
    if (shift > decideAtPx) onApprove(row.id)
    if (shift < -decideAtPx) onDismiss(row.id)
    giveUp()
  }

  return (
    <div className={clsx('swipe', shift < 0 && 'to-dismiss')} data-suggestion={row.id}>
      {shift !== 0 && (
        <span className="reveal" aria-hidden="true">
          <Icon of={shift > 0 ? Check : X} />
          {shift > 0 ? 'Approve' : 'Dismiss'}
        </span>
      )}
      <article
        className={clsx('ph-card', shift !== 0 && 'moving')}
        style={shift === 0 ? undefined : { transform: `translateX(${shift}px)` }}
        onPointerDown={(event) =>
          (from.current = event.pointerType === 'touch' ? { x: event.clientX, y: event.clientY } : null)
        }
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={giveUp}
      >
        <div className="ph-top">
          {selected !== null && (
            <input
              className="check"
              type="checkbox"
              aria-label={`Select: ${row.title}`}
              checked={selected}
              onChange={() => onSelect(row.id, false)}
            />
          )}
          <ProviderLogo provider={row.provider} named />
          <span className="cut">{row.senderName}</span>
          <AlsoFrom providers={row.alsoFrom} />
          <Age at={row.receivedAt} className="age" />
          {!decidable && <DecidedMark status={row.status} />}
        </div>
        <h2>
          <button
            type="button"
            className={clsx(!expanded && 'cut')}
            aria-expanded={expanded}
            onClick={() => onExpand(row.id)}
          >
            {row.title}
          </button>
        </h2>
        <div className="ph-sub">
          <Due dueAt={row.dueAt} dueAllDay={row.dueAllDay} />
          {row.flags.length > 0 ? <FlagMark suggestion={row} /> : <Priority level={row.priority} />}
          <Confidence value={row.confidence} over={row.overThreshold} />
        </div>
        {note && <p className="said">{note}</p>}
        {expanded && (
          <>
            {row.firstQuote && (
              <p className="quote">
                “<mark>{row.firstQuote}</mark>”
              </p>
            )}
            <p className="reason">{row.reasoning}</p>
            <div className="ph-acts">
              {decidable ? (
                <>
                  <Button look="primary" onClick={firstClick(() => onApprove(row.id))}>
                    Approve
                  </Button>
                  <Button onClick={() => onOpen(row.id)}>Open</Button>
                  <Button onClick={firstClick(() => onDismiss(row.id))}>Dismiss</Button>
                </>
              ) : (
                <Button onClick={() => onOpen(row.id)}>Open</Button>
              )}
            </div>
          </>
        )}
      </article>
    </div>
  )
})
