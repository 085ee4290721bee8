'use client'

import { ChevronDown } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import type { SuggestionDetail } from '@/lib/api-types'
import { firstClick } from '@/lib/first-click'
import { DecidedLine } from './decided-line'
import { UndoStatus } from './undo-status'
import type { Decisions } from './use-decisions'

const ReasonDialog = dynamic(() => import('./reason-dialog').then((module) => module.ReasonDialog), { ssr: false })

type DecisionBarProps = {
  /** Undefined while it loads; null: there is none. */
  suggestion: SuggestionDetail | undefined | null
  decisions: Decisions
  reasonOpen: boolean
  onReasonOpen: (open: boolean) => void
  onApprove: () => void
  onDismiss: (reason?: string) => void
  onEdit: () => void
}

/** Approve, Edit, Dismiss, always in the same place; the latest decision with its undo on the right. */
export function DecisionBar({
  suggestion,
  decisions,
  reasonOpen,
  onReasonOpen,
  onApprove,
  onDismiss,
  onEdit,
}: DecisionBarProps) {
  if (suggestion === null)
    return decisions.last ? (
      <div className="foot">
        <UndoStatus decisions={decisions} />
      </div>
    ) : null
  const waits = suggestion?.status === 'pending_approval'
  return (
    <div role="group" className="foot" aria-label="Decision">
      {!suggestion || waits ? (
        <div className="acts">
          <Button look="primary" hint="A" disabled={!waits} onClick={firstClick(onApprove)}>
            Approve
          </Button>
          <Button hint="E" disabled={!waits} onClick={onEdit}>
            Edit
          </Button>
          <DismissButton disabled={!waits} open={reasonOpen} onOpen={onReasonOpen} onDismiss={onDismiss} />
        </div>
      ) : (
        <DecidedLine suggestion={suggestion} decisions={decisions} />
      )}
      <UndoStatus decisions={decisions} />
    </div>
  )
}

const reasons = ['Not a task', 'Already done', 'Not for me']

function DismissButton({
  disabled,
  open,
  onOpen,
  onDismiss,
}: {
  disabled: boolean
  open: boolean
  onOpen: (open: boolean) => void
  onDismiss: (reason?: string) => void
}) {
  const [asking, setAsking] = useState(false)
  return (
    <span className="split">
      <Button hint="D" disabled={disabled} onClick={firstClick(() => onDismiss())}>
        Dismiss
      </Button>
      <Menu
        label="Why dismiss"
        open={open}
        onOpenChange={onOpen}
        trigger={
          <Button icon disabled={disabled} aria-label="Dismiss with a reason" aria-keyshortcuts="W">
            <Icon of={ChevronDown} small />
          </Button>
        }
        entries={[
          { kind: 'label', text: 'Dismiss because it is' },
          ...reasons.map((reason) => ({ kind: 'item' as const, text: reason, onSelect: () => onDismiss(reason) })),
          { kind: 'separator' },
          { kind: 'item', text: 'Another reason…', onSelect: () => setAsking(true) },
        ]}
      />
      {asking && <ReasonDialog onClose={() => setAsking(false)} onDismiss={onDismiss} />}
    </span>
  )
}
