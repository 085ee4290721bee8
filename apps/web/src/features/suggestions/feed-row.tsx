'use client'

import clsx from 'clsx'
import { Undo2 } from 'lucide-react'
import { memo, type MouseEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Confidence } from '@/components/ui/confidence'
import { Due } from '@/components/ui/due'
import { Icon } from '@/components/ui/icon'
import { Priority } from '@/components/ui/priority'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { Age } from '@/components/ui/time'
import type { SuggestionRow } from '@/lib/api-types'
import { AlsoFrom } from './also-from'
import { FlagMark } from './flag-mark'
import { DecidedMark } from './decided-mark'

type FeedRowProps = {
  row: SuggestionRow
  current: boolean
  selected: boolean
  /** Waits for a decision; otherwise a mark says what was decided. */
  decidable: boolean
  note: string | undefined
  onOpen: (id: string) => void
  onSelect: (id: string, range: boolean) => void
  onRetry: (id: string) => void
}

/** One suggestion in two lines; the columns of the second stand under each other in all rows. */
export const FeedRow = memo(function FeedRow({
  row,
  current,
  selected,
  decidable,
  note,
  onOpen,
  onSelect,
  onRetry,
}: FeedRowProps) {
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey) return
    event.preventDefault()
    onOpen(row.id)
  }
  return (
    <article className={clsx('row', note && 'note')} aria-current={current || undefined} data-suggestion={row.id}>
      <input
        className="check"
        type="checkbox"
        aria-label={`Select: ${row.title}`}
        checked={selected}
        onClick={(event) => onSelect(row.id, event.shiftKey)}
        onChange={() => undefined}
      />
      <ProviderLogo provider={row.provider} named />
      <h3 className="title cut">
        <a href={`?s=${row.id}`} onClick={open} tabIndex={current ? 0 : -1}>
          {row.title}
        </a>
      </h3>
      <Confidence value={row.confidence} over={row.overThreshold} />
      {!decidable && <DecidedMark status={row.status} />}
      <span className="sub">
        <Due dueAt={row.dueAt} dueAllDay={row.dueAllDay} />
        <Priority level={row.priority} />
        {row.flags.length > 0 ? (
          <FlagMark suggestion={row} title={row.senderName} />
        ) : (
          <span className="cut">{row.senderName}</span>
        )}
        <AlsoFrom providers={row.alsoFrom} short />
      </span>
      <Age at={row.receivedAt} className="age" />
      {note && (
        <p className="said">
          <Icon of={Undo2} small />
          <span className="grow">{note}</span>
          <Button small onClick={() => onRetry(row.id)}>
            Try again
          </Button>
        </p>
      )}
    </article>
  )
})
