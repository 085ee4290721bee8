import { CircleCheck, CircleSlash, CircleX, Clock, type LucideIcon, TimerOff } from 'lucide-react'
import { whereText } from '@switchboard/core/channels/where-text'
import type { Feedback, FeedbackDetail } from '@/lib/api-types'

type Person = Feedback['recipients'][number]
type Standing = { name: string; icon: LucideIcon; tone?: 'ok' | 'warn' }

/** Where a question stands: that nobody has answered in time is no 'no'. */
const states: Record<Feedback['state'], Standing> = {
  open: { name: 'Waits for an answer', icon: Clock },
  answered: { name: 'Answered', icon: CircleCheck, tone: 'ok' },
  expired: { name: 'Nobody answered in time', icon: TimerOff, tone: 'warn' },
  cancelled: { name: 'Withdrawn', icon: CircleSlash },
}

/** Where a question stands, in a word or few: its verdict where it has one. */
export function standingOf({ state, kind, answer }: Pick<Feedback, 'state' | 'kind' | 'answer'>): Standing {
  if (kind !== 'approval' || !answer) return states[state]
  return answer.value === 'approve' ? { ...states.answered, name: 'Approved' } : { name: 'Rejected', icon: CircleX }
}

/** 'you, Ada and Ben': oneself comes first. */
export function namesText(people: Person[], myId: string | undefined): string {
  const others = people.filter(({ id }) => id !== myId).map(({ name }) => name)
  return listFormat.format(others.length < people.length ? ['you', ...others] : others)
}

/** 'you', 'Ben Okafor', 'the agent'. */
export const personText = (person: Person | null, myId: string | undefined): string =>
  person ? namesText([person], myId) : 'the agent'

/** 'by Ben Okafor in Slack'. */
export const answeredText = ({ by, via }: NonNullable<Feedback['answer']>, myId: string | undefined): string =>
  `by ${by ? personText(by, myId) : 'somebody who has left'}${via ? ` ${whereText(via)}` : ''}`

type Place = FeedbackDetail['places'][number]

/** What became of a question at a place: 'Sent to Ben Okafor', 'Ben Okafor answered'. */
export function placeText({ state, people, channel }: Place, answered: boolean, myId: string | undefined): string {
  const names = namesText(people, myId)
  const first = names.slice(0, 1).toUpperCase() + names.slice(1)
  switch (state) {
    case 'waiting':
      return `About to be sent to ${names}`
    case 'asked':
      return channel === 'web' ? `Shown to ${names}` : `Sent to ${names}`
    case 'unreached':
      return channel ? `Did not reach ${names}` : `No channel reached ${names}`
    case 'answered':
      return `${first} answered`
    case 'told': {
      const were = names === 'you' || people.length > 1 ? 'were' : 'was'
      const closed = channel === 'slack' || channel === 'telegram' ? ', buttons closed' : ''
      return `${first} ${were} told ${answered ? 'of the answer' : 'that it is over'}${closed}`
    }
  }
}

const listFormat = new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' })
