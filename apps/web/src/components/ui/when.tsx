import { useNow, useZone } from '@/components/ui/time'
import { exactTime, whenText } from '@/lib/time-text'

/** 'yesterday 14:02', with the exact time on hover. */
export function When({ at }: { at: Date }) {
  const now = useNow()
  const zone = useZone()
  return (
    <time dateTime={at.toISOString()} title={exactTime(at, zone)}>
      {whenText(at, now, zone)}
    </time>
  )
}
