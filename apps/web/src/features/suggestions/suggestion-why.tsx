import { ShieldAlert } from 'lucide-react'
import { ConfidenceScale } from '@/components/ui/confidence'
import { Icon } from '@/components/ui/icon'
import type { SuggestionDetail as Detail } from '@/lib/api-types'

/** How sure the generator is and why; a warning comes before both. */
export function SuggestionWhy({ suggestion }: { suggestion: Detail }) {
  const { calibration } = suggestion
  const isFlagged = suggestion.flags.length > 0
  return (
    <dl className="why">
      {isFlagged && (
        <>
          <dt>Flagged</dt>
          <dd className="st warn whitespace-normal">
            <Icon of={ShieldAlert} />
            This text tries to give instructions to software. They changed nothing, and it never approves itself.
          </dd>
        </>
      )}
      <dt>Confidence</dt>
      <dd>
        <ConfidenceScale
          value={suggestion.confidence}
          line={suggestion.threshold}
          note={
            // A high share of approvals would recommend what the warning is about.
            calibration && !isFlagged
              ? `you approved ${calibration.approved} of ${calibration.decided} suggestions as sure as this one`
              : `that action is needed, says ${modelText(suggestion.model)}`
          }
        />
      </dd>
      <dt>Reason</dt>
      <dd>{suggestion.reasoning}</dd>
    </dl>
  )
}

/** 'offline-1' is ours; anything else is the name that the model's server uses. */
const modelText = (model: string) => (model.startsWith('offline') ? 'the offline generator' : model)
