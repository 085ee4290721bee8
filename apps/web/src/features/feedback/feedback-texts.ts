import { CircleCheck, CircleSlash, Clock, type LucideIcon, TimerOff } from 'lucide-react'
import { whereText } from '@switchboard/core/channels/where-text'
import type { Feedback } from '@/lib/api-types'

/** Where a question stands: that nobody has answered in time is no 'no'. */
export const feedbackStates: Record<Feedback['state'], { name: string; icon: LucideIcon; tone?: 'ok' | 'warn' }> = {
  open: { name: 'Waits for an answer', icon: Clock },
  answered: { name: 'Answered', icon: CircleCheck, tone: 'ok' },
  expired: { name: 'Nobody answered in time', icon: TimerOff, tone: 'warn' },
  cancelled: { name: 'Withdrawn', icon: CircleSlash },
}

/** 'Ada, Ben and Cleo'. */
export const namesText = (people: { name: string }[]): string => listed(people.map(({ name }) => name))

/** 'in Slack and by e-mail'; without channels each was asked in their own way. */
export const placesText = (channels: Feedback['channels']): string =>
  channels.length > 0 ? listed(channels.map(whereText)) : 'each in their own way'

/** 'by Ben Okafor, in Slack'. */
export const answeredText = ({ by, via }: NonNullable<Feedback['answer']>): string =>
  `by ${by?.name ?? 'somebody who has left'}${via ? `, ${whereText(via)}` : ''}`

const listFormat = new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' })
const listed = (words: string[]) => listFormat.format(words)
