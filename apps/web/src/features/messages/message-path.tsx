import { Icon } from '@/components/ui/icon'
import { useZone } from '@/components/ui/time'
import { accountOfWay, nameOfWay } from '@/features/channels/way-name'
import type { SentMessageDetail } from '@/lib/api-types'
import { clockTime, exactTime } from '@/lib/time-text'
import { stepWords } from './message-texts'

/** Why a message took its way, step by step. */
export function MessagePath({ steps, label }: Pick<SentMessageDetail, 'steps'> & { label?: string }) {
  const zone = useZone()
  if (steps.length === 0) return <p className="log-note">Nothing has been decided yet.</p>
  return (
    <ol className="path" aria-label={label}>
      {steps.map((step, index) => (
        <Step key={index} step={step} zone={zone} />
      ))}
    </ol>
  )
}

function Step({ step, zone }: { step: SentMessageDetail['steps'][number]; zone: string }) {
  const { name, icon, tone, silent } = stepWords[step.what]
  const way = step.channel ? { ...step, channel: step.channel } : null
  return (
    <li className={tone}>
      <Icon of={icon} />
      <div>
        <p>
          {way && (
            <b className="strong" title={accountOfWay(way)}>
              {nameOfWay(way)}
            </b>
          )}
          {way && ': '}
          {way ? name.toLowerCase() : name}
          {!silent && step.why && `. ${step.why}`}
        </p>
      </div>
      <time dateTime={step.at.toISOString()} title={exactTime(step.at, zone)}>
        {clockTime(step.at, zone)}
      </time>
    </li>
  )
}
