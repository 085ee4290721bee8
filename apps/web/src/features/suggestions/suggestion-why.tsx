import { FlaskConical, ShieldAlert } from 'lucide-react'
import { ConfidenceScale } from '@/components/ui/confidence'
import { Icon } from '@/components/ui/icon'
import type { SuggestionDetail as Detail } from '@/lib/api-types'
import { isTest } from './flag-mark'

/** How sure the generator is and why; a warning comes before both. */
export function SuggestionWhy({ suggestion }: { suggestion: Detail }) {
  const { calibration } = suggestion
  const test = isTest(suggestion)
  const isFlagged = suggestion.flags.length > 0 && !test
  return (
    <dl className="why">
      {test && (
        <>
          <dt>Test</dt>
          <dd className="st run whitespace-normal">
            <Icon of={FlaskConical} />
            Switchboard has made this item itself to see whether all works. Nothing of it goes to a provider, and it
            closes by itself.
          </dd>
        </>
      )}
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
            calibration && !isFlagged && !test
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
