'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, ChevronDown, ChevronUp, CircleAlert, ExternalLink, ShieldAlert } from 'lucide-react'
import type { Ref } from 'react'
import { Button, buttonClass } from '@/components/ui/button'
import { ConfidenceScale } from '@/components/ui/confidence'
import { Icon } from '@/components/ui/icon'
import { providerNames } from '@/components/ui/provider-logo'
import { Bone, ErrorState } from '@/components/ui/states'
import { DueField } from '@/features/task-fields/due-field'
import { NotesField } from '@/features/task-fields/notes-field'
import { PriorityField } from '@/features/task-fields/priority-field'
import { TagsField } from '@/features/task-fields/tags-field'
import { TitleField } from '@/features/task-fields/title-field'
import { WhenDoneField } from '@/features/task-fields/when-done-field'
import type { SuggestionDetail as Detail, SuggestionEdits } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { EvidenceLinks } from './evidence-text'
import { MailView } from './mail-view'
import type { Edits } from './use-edits'

type SuggestionDetailProps = {
  id: string
  edits: Edits
  position: { index: number; total: string } | null
  titleRef: Ref<HTMLTextAreaElement>
  onBack: () => void
  onPrevious: (() => void) | null
  onNext: (() => void) | null
  /** Approves with the title as it stands in the field. */
  onApprove: (edits?: SuggestionEdits) => void
  bar: (suggestion: Detail | undefined) => React.ReactNode
}

/** One suggestion: what would become the task, why, and the mail it rests on. */
export function SuggestionDetail({
  id,
  edits,
  position,
  titleRef,
  onBack,
  onPrevious,
  onNext,
  onApprove,
  bar,
}: SuggestionDetailProps) {
  const trpc = useTRPC()
  const read = useQuery(trpc.suggestion.get.queryOptions({ id }, { placeholderData: undefined }))
  const { data: suggestion, isError, error, refetch } = read
  return (
    <section className="detail" aria-label="Suggestion">
      <header className="bar">
        {/* Where the list is hidden its heading is too. */}
        <h1 className="sr lg:hidden">Suggestion</h1>
        <Button className="lg:hidden" look="quiet" icon small aria-label="Back to the list" onClick={onBack}>
          <Icon of={ArrowLeft} />
        </Button>
        <Button
          look="quiet"
          icon
          small
          aria-label="Previous suggestion"
          aria-keyshortcuts="K"
          disabled={!onPrevious}
          onClick={onPrevious ?? undefined}
        >
          <Icon of={ChevronUp} />
        </Button>
        <Button
          look="quiet"
          icon
          small
          aria-label="Next suggestion"
          aria-keyshortcuts="J"
          disabled={!onNext}
          onClick={onNext ?? undefined}
        >
          <Icon of={ChevronDown} />
        </Button>
        <span className="pos grow">{position && `${position.index + 1} of ${position.total}`}</span>
        {suggestion?.item.url && (
          <a
            className={buttonClass({ look: 'quiet', small: true })}
            href={suggestion.item.url}
            target="_blank"
            rel="noreferrer"
          >
            <Icon of={ExternalLink} />
            Open in {providerNames[suggestion.provider]}
          </a>
        )}
      </header>
      {isError ? (
        <ErrorState title="This suggestion could not be loaded" error={error} onRetry={() => void refetch()} />
      ) : suggestion ? (
        <div className="detail-scroll" key={id} tabIndex={0} role="region" aria-label="Suggestion and its source">
          <TaskFields
            suggestion={suggestion}
            fault={edits.faults.get(id)}
            titleRef={titleRef}
            onEdit={(change) => edits.edit(id, change)}
            onApprove={onApprove}
          />
          <Why suggestion={suggestion} />
          <MailView suggestion={suggestion} />
        </div>
      ) : (
        <DetailSkeleton />
      )}
      {bar(suggestion)}
    </section>
  )
}

type TaskFieldsProps = {
  suggestion: Detail
  fault: string | undefined
  titleRef: Ref<HTMLTextAreaElement>
  onEdit: (edits: SuggestionEdits) => void
  onApprove: (edits?: SuggestionEdits) => void
}

function TaskFields({ suggestion, fault, titleRef, onEdit, onApprove }: TaskFieldsProps) {
  const decided = suggestion.status !== 'pending_approval'
  const { evidence } = suggestion
  return (
    <div className="task">
      <TitleField
        ref={titleRef}
        title={suggestion.title}
        disabled={decided}
        onSave={(title) => onEdit({ title })}
        onSubmit={(title) => onApprove(title === null ? undefined : { title })}
      />
      {fault && (
        <p className="st bad mb-2" role="alert">
          <Icon of={CircleAlert} />
          Not saved: {fault}
        </p>
      )}
      <dl className="fields">
        <dt>Due</dt>
        <dd>
          <DueField due={suggestion} disabled={decided} onChange={onEdit} />
        </dd>
        <dd className="from">
          <EvidenceLinks evidence={evidence} supports={['due']} />
        </dd>
        <dt>Priority</dt>
        <dd>
          <PriorityField level={suggestion.priority} disabled={decided} onChange={(priority) => onEdit({ priority })} />
        </dd>
        <dd className="from">
          <EvidenceLinks evidence={evidence} supports={['priority']} />
        </dd>
        <dt>Notes</dt>
        <dd>
          <NotesField
            key={suggestion.id}
            notes={suggestion.description}
            disabled={decided}
            onChange={(description) => onEdit({ description })}
          />
        </dd>
        <dd className="from">
          <EvidenceLinks evidence={evidence} supports={['action', 'description']} />
        </dd>
        <dt>Tags</dt>
        <dd>
          <TagsField
            key={suggestion.id}
            tags={suggestion.tags}
            disabled={decided}
            onChange={(tags) => onEdit({ tags })}
          />
        </dd>
        <dd />
        <dt>When done</dt>
        <dd>
          <WhenDoneField
            policies={suggestion.policies}
            whenDone={suggestion.whenDone}
            disabled={decided}
            onChange={(whenDone) => onEdit({ whenDone })}
          />
        </dd>
        <dd />
      </dl>
    </div>
  )
}

function Why({ suggestion }: { suggestion: Detail }) {
  const { calibration } = suggestion
  return (
    <dl className="why">
      <dt>Confidence</dt>
      <dd>
        <ConfidenceScale
          value={suggestion.confidence}
          line={suggestion.threshold}
          note={
            calibration
              ? `you approved ${calibration.approved} of ${calibration.decided} suggestions like this one`
              : `that action is needed, says ${modelText(suggestion.model)}`
          }
        />
      </dd>
      <dt>Reason</dt>
      <dd>{suggestion.reasoning}</dd>
      {suggestion.flags.length > 0 && (
        <>
          <dt>Flagged</dt>
          <dd className="st warn whitespace-normal">
            <Icon of={ShieldAlert} />
            This text tries to give instructions to software. They changed nothing, and it never approves itself.
          </dd>
        </>
      )}
    </dl>
  )
}

/** 'offline-1' is ours; anything else is the name that the model's server uses. */
const modelText = (model: string) => (model.startsWith('offline') ? 'the offline generator' : model)

/** The shape of a suggestion while it loads. */
export function DetailSkeleton() {
  return (
    <div className="detail-scroll late-skel" aria-busy="true" aria-label="Loading the suggestion">
      <div className="task">
        <Bone width={320} height={20} />
        <div className="mt-6 grid gap-5">
          {[168, 88, 240, 120, 200].map((width) => (
            <span key={width} className="flex gap-12">
              <Bone width={48} />
              <Bone width={width} />
            </span>
          ))}
        </div>
      </div>
      <div className="mail">
        <Bone width={280} height={12} />
        <div className="mt-6 grid gap-4">
          {[560, 520, 580, 300].map((width) => (
            <Bone key={width} width={width} />
          ))}
        </div>
      </div>
    </div>
  )
}
