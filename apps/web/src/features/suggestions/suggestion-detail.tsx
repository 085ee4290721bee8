'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, ChevronDown, ChevronUp, ExternalLink } from 'lucide-react'
import type { Ref } from 'react'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { providerNames } from '@/components/ui/provider-logo'
import { Bone, ErrorState } from '@/components/ui/states'
import type { SuggestionDetail as Detail } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { ClosedMeanwhile } from './closed-meanwhile'
import { SourcesView } from './sources-view'
import { SuggestionFields } from './suggestion-fields'
import { SuggestionWhy } from './suggestion-why'
import type { Edits } from './use-edits'

type SuggestionDetailProps = {
  id: string
  edits: Edits
  position: { index: number; total: string } | null
  titleRef: Ref<HTMLTextAreaElement>
  onBack: () => void
  onPrevious: (() => void) | null
  onNext: (() => void) | null
  onApprove: () => void
  /** Somebody begins to write into it. */
  onWriting: () => void
  isTakingBack: boolean
  /** It has closed meanwhile, and is to become a task all the same. */
  onMakeTask: (suggestion: Detail) => void
  /** Below it; null: it could not be loaded, and there is nothing to decide. */
  bar: (suggestion: Detail | undefined | null) => React.ReactNode
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
  onWriting,
  isTakingBack,
  onMakeTask,
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
        {!isError && (
          <>
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
          </>
        )}
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
        <div
          className="detail-scroll"
          key={id}
          tabIndex={0}
          role="region"
          aria-label="Suggestion and its source"
          onInput={() => {
            edits.forgetFault(id)
            onWriting()
          }}
        >
          <ClosedMeanwhile suggestion={suggestion} isBusy={isTakingBack} onMakeTask={() => onMakeTask(suggestion)} />
          <SuggestionFields
            suggestion={suggestion}
            fault={edits.faults.get(id)}
            titleRef={titleRef}
            onEdit={(change) => edits.edit(id, change)}
            onApprove={onApprove}
          />
          <SuggestionWhy suggestion={suggestion} />
          <SourcesView suggestion={suggestion} />
        </div>
      ) : (
        <DetailSkeleton />
      )}
      {bar(isError ? null : suggestion)}
    </section>
  )
}

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
