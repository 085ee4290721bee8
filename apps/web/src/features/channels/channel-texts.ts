import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  Hourglass,
  type LucideIcon,
} from 'lucide-react'
import type { ChannelHealth } from '@/lib/api-types'
import { percent } from '@/lib/percent'
import { whenText } from '@/lib/time-text'

type StateWords = { name: string; icon: LucideIcon; tone?: 'ok' | 'warn' | 'bad' }

export const channelStates: Record<ChannelHealth['state'], StateWords> = {
  working: { name: 'Works', icon: CircleCheck, tone: 'ok' },
  resting: { name: 'Fails, rests', icon: CircleAlert, tone: 'bad' },
  probing: { name: 'Being tried again', icon: CircleDashed, tone: 'warn' },
  paused: { name: 'Slowed down', icon: Hourglass, tone: 'warn' },
  unusable: { name: 'Cannot send', icon: CirclePause, tone: 'warn' },
  off: { name: 'Turned off', icon: CircleSlash },
}

/** Under its state: until when, what is in the way, or when it last worked. */
export function stateDetail(channel: ChannelHealth, now: number, zone: string): string {
  const { state, until, obstacle, lastOkAt } = channel
  switch (state) {
    case 'resting':
      return until ? `Tries again ${whenText(until, now, zone)}` : ''
    case 'probing':
      return 'The next message decides'
    case 'paused':
      return until ? `The service wants a pause until ${whenText(until, now, zone)}` : ''
    case 'unusable':
    case 'off':
      return obstacle ?? ''
    case 'working':
      return lastOkAt ? `Last sent ${whenText(lastOkAt, now, zone)}` : 'Nothing sent yet'
  }
}

type Sum = ChannelHealth['lastDay']

/** '98%', or '–' where nothing was sent. */
export const rateText = ({ successRate }: Sum): string => (successRate === null ? '–' : percent(successRate))

/** '41 sent, 1 failed', 'nothing sent'. */
export function countsText({ sent, failed, unknown }: Pick<Sum, 'sent' | 'failed' | 'unknown'>): string {
  const parts = [
    sent > 0 && `${sent.toLocaleString('en-GB')} sent`,
    failed > 0 && `${failed.toLocaleString('en-GB')} failed`,
    unknown > 0 && `${unknown.toLocaleString('en-GB')} in doubt`,
  ].filter((part) => part !== false)
  return parts.length > 0 ? parts.join(', ') : 'nothing sent'
}

/** '340 ms', '2.1 s'. */
export const latencyText = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`)
