'use client'

import { WifiOff } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { useZone } from '@/components/ui/time'
import { useLive } from '@/lib/live-updates'
import { clockTime } from '@/lib/time-text'

/** The list does not move by itself at the moment: say since when. */
export function NotLive({ onReload }: { onReload: () => void }) {
  const live = useLive()
  const zone = useZone()
  if (live.connected || !live.since) return null
  return (
    <div className="offline" role="status">
      <Icon of={WifiOff} />
      <span className="grow">Not live. This is from {clockTime(live.since, zone)}; connecting again.</span>
      <Button look="quiet" small onClick={onReload}>
        Reload
      </Button>
    </div>
  )
}
