'use client'

import { Bot, ChevronDown, CircleCheck, CircleX } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import { useNow, useZone } from '@/components/ui/time'
import type { SuggestionDetail } from '@/lib/api-types'
import { whenText } from '@/lib/time-text'
import { UndoStatus } from './undo-status'
import type { Decisions } from './use-decisions'

const ReasonDialog = dynamic(() => import('./reason-dialog').then((module) => module.ReasonDialog), { ssr: false })

type DecisionBarProps = {
  suggestion: SuggestionDetail | undefined
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
  const waits = suggestion?.status === 'pending_approval'
  return (
    <div role="group" className="foot" aria-label="Decision">
      {!suggestion || waits ? (
        <div className="acts">
          <Button look="primary" hint="A" disabled={!waits} onClick={onApprove}>
            Approve
          </Button>
          <Button hint="E" disabled={!waits} onClick={onEdit}>
            Edit
          </Button>
          <DismissButton disabled={!waits} open={reasonOpen} onOpen={onReasonOpen} onDismiss={onDismiss} />
        </div>
      ) : (
        <Decided suggestion={suggestion} onUndo={() => void decisions.undoAuto(suggestion.id)} />
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
      <Button hint="D" disabled={disabled} onClick={() => onDismiss()}>
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

/** Who decided, when, and what came of it. */
function Decided({ suggestion, onUndo }: { suggestion: SuggestionDetail; onUndo: () => void }) {
  const now = useNow()
  const zone = useZone()
  const { decision, status } = suggestion
  const verb = status === 'dismissed' ? 'Dismissed' : 'Approved'
  const who = status === 'auto_approved' ? ' by itself' : decision?.by ? ` by ${decision.by}` : ''
  return (
    <>
      <span className="decided">
        <Icon of={status === 'auto_approved' ? Bot : status === 'dismissed' ? CircleX : CircleCheck} />
        <span className="cut">
          {verb}
          {who}
          {decision && `, ${whenText(decision.at, now, zone)}`}
          {suggestion.dismissReason && `: ${suggestion.dismissReason}`}
        </span>
      </span>
      {suggestion.taskId && (
        <Link className={buttonClass({})} href={`/tasks?task=${suggestion.taskId}`}>
          Go to the task
        </Link>
      )}
      {status === 'auto_approved' && <Button onClick={onUndo}>Take back</Button>}
    </>
  )
}
