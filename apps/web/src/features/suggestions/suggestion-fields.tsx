'use client'

import { CircleAlert } from 'lucide-react'
import type { Ref } from 'react'
import { Icon } from '@/components/ui/icon'
import { DueField } from '@/features/task-fields/due-field'
import { NotesField } from '@/features/task-fields/notes-field'
import { PriorityField } from '@/features/task-fields/priority-field'
import { TagsField } from '@/features/task-fields/tags-field'
import { TitleField } from '@/features/task-fields/title-field'
import { WhenDoneRow } from '@/features/task-fields/when-done-row'
import type { SuggestionDetail as Detail, SuggestionEdits } from '@/lib/api-types'
import { EvidenceLinks } from './evidence-text'

type SuggestionFieldsProps = {
  suggestion: Detail
  fault: string | undefined
  titleRef: Ref<HTMLTextAreaElement>
  onEdit: (edits: SuggestionEdits) => void
  onApprove: () => void
}

/** What would become the task, each field with the evidence that it rests on. */
export function SuggestionFields({ suggestion, fault, titleRef, onEdit, onApprove }: SuggestionFieldsProps) {
  const decided = suggestion.status !== 'pending_approval'
  return (
    <div className="task">
      <TitleField
        ref={titleRef}
        id={suggestion.id}
        title={suggestion.title}
        disabled={decided}
        keepsTyped={suggestion.status === 'closed'}
        onSave={(title) => onEdit({ title })}
        onSubmit={onApprove}
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
          <DueField id={suggestion.id} due={suggestion} disabled={decided} onChange={onEdit} />
        </dd>
        <dd className="from">
          <EvidenceLinks suggestion={suggestion} supports={['due']} />
        </dd>
        <dt>Priority</dt>
        <dd>
          <PriorityField
            id={suggestion.id}
            level={suggestion.priority}
            disabled={decided}
            onChange={(priority) => onEdit({ priority })}
          />
        </dd>
        <dd className="from">
          <EvidenceLinks suggestion={suggestion} supports={['priority']} />
        </dd>
        <dt>Notes</dt>
        <dd>
          <NotesField
            id={suggestion.id}
            notes={suggestion.description}
            disabled={decided}
            onChange={(description) => onEdit({ description })}
          />
        </dd>
        <dd className="from">
          <EvidenceLinks suggestion={suggestion} supports={['action', 'description']} />
        </dd>
        <dt>Tags</dt>
        <dd>
          <TagsField
            id={suggestion.id}
            tags={suggestion.tags}
            disabled={decided}
            onChange={(tags) => onEdit({ tags })}
          />
        </dd>
        <dd />
        <WhenDoneRow
          id={suggestion.id}
          offer={suggestion}
          others={suggestion.otherSources}
          whenDone={suggestion.whenDone}
          disabled={decided}
          onChange={(whenDone) => onEdit({ whenDone })}
        />
      </dl>
    </div>
  )
}
