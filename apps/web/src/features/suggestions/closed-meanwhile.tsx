import { CircleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { dropUnsaved, useUnsavedNames } from '@/features/task-fields/unsaved'
import type { SuggestionDetail } from '@/lib/api-types'
import { firstClick } from '@/lib/first-click'

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' })

type ClosedMeanwhileProps = { suggestion: SuggestionDetail; isBusy: boolean; onMakeTask: () => void }

/** A suggestion that closed by itself while somebody wrote into it: what is written is kept, and can become a task all the same. */
export function ClosedMeanwhile({ suggestion, isBusy, onMakeTask }: ClosedMeanwhileProps) {
  const names = useUnsavedNames(suggestion.id)
  if (suggestion.status !== 'closed' || names.length === 0) return null
  return (
    <div className="notice warn mt-4 mb-0" role="status">
      <Icon of={CircleAlert} />
      <span className="grow">
        This closed by itself while you were writing: {suggestion.dismissReason ?? 'nothing is asked any more.'} Your
        words are kept: {list.format(names)}.
      </span>
      <Button look="primary" disabled={isBusy} onClick={firstClick(onMakeTask)}>
        Make a task of it anyway
      </Button>
      <Button look="quiet" onClick={() => dropUnsaved(suggestion.id)}>
        Discard
      </Button>
    </div>
  )
}
