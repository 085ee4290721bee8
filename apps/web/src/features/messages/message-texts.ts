import {
  CircleAlert,
  CircleCheck,
  CircleHelp,
  CircleSlash,
  Clock,
  CornerDownRight,
  Hand,
  type LucideIcon,
  PenLine,
  Repeat,
} from 'lucide-react'
import type { Attempt, SentMessage, SentMessageDetail } from '@/lib/api-types'
import { whenText } from '@/lib/time-text'

type Words = { name: string; icon: LucideIcon; tone?: 'ok' | 'warn' | 'bad' }

const kindNames: Record<string, string> = {
  test: 'Test message',
  alert: 'Alert',
  suggestion: 'Suggestion',
  digest: 'Daily digest',
  feedback: 'Question',
  feedback_end: 'End of a question',
  said: 'What an agent said',
  mail_reply: 'Reply to your mail',
}

/** What a message is; one of a newer kind is a message. */
export const kindName = (kind: string): string => kindNames[kind] ?? 'Message'

/** What stands where its title would: it has not been sent yet, or says nothing any more. */
export const titleOf = ({ title, kind }: Pick<SentMessage, 'title' | 'kind'>): string => title ?? kindName(kind)

/** Who gets it, as others call them. */
export const receiverOf = ({ person, room }: Pick<SentMessage, 'person' | 'room'>): string =>
  person?.name ?? room ?? 'a channel'

/** What became of a message, as one looks for it. */
export const messageStates: Record<SentMessage['state'] | 'in_doubt', Words> = {
  in_doubt: { name: 'Needs your decision', icon: CircleHelp, tone: 'warn' },
  waiting: { name: 'Waiting', icon: Clock },
  reached: { name: 'Arrived', icon: CircleCheck, tone: 'ok' },
  failed: { name: 'Reached nobody', icon: CircleAlert, tone: 'bad' },
  cancelled: { name: 'No longer needed', icon: CircleSlash },
}

/** An attempt in doubt comes before everything else: somebody has to say what is so. */
export const stateOf = ({ state, deliveries }: SentMessage): keyof typeof messageStates =>
  deliveries.some(({ isInDoubt }) => isInDoubt) ? 'in_doubt' : state

/** Under what became of it: an answer, or what is waited for. */
export function stateDetail(message: SentMessage, now: number, zone: string): string {
  const { state, asks, answeredAt, dueAt } = message
  if (answeredAt) return `Answered ${whenText(answeredAt, now, zone)}`
  if (dueAt && dueAt.getTime() > now)
    return state === 'waiting'
      ? `Looked at again ${whenText(dueAt, now, zone)}`
      : asks
        ? `An answer is waited for until ${whenText(dueAt, now, zone)}`
        : ''
  return ''
}

export const attemptStates: Record<Attempt['state'], Words> = {
  sending: { name: 'Being sent', icon: Clock },
  sent: { name: 'Sent', icon: CircleCheck, tone: 'ok' },
  delivered: { name: 'Arrived', icon: CircleCheck, tone: 'ok' },
  failed: { name: 'Failed', icon: CircleAlert, tone: 'bad' },
  unknown: { name: 'May have arrived', icon: CircleHelp, tone: 'warn' },
}

/** Steps of a path. `why` of one that was sent says nothing more. */
export const stepWords: Record<SentMessageDetail['steps'][number]['what'], Words & { silent?: true }> = {
  skipped: { name: 'Passed over', icon: CornerDownRight },
  held: { name: 'Held back', icon: Clock },
  sent: { name: 'Sent', icon: CircleCheck, tone: 'ok', silent: true },
  failed: { name: 'Failed', icon: CircleAlert, tone: 'bad' },
  unknown: { name: 'May have arrived', icon: CircleHelp, tone: 'warn' },
  no_answer: { name: 'No answer', icon: Hand, tone: 'warn' },
  answered: { name: 'Answered', icon: CircleCheck, tone: 'ok' },
  updated: { name: 'Changed in place', icon: PenLine },
  given_up: { name: 'Given up', icon: CircleAlert, tone: 'bad' },
  cancelled: { name: 'Withdrawn', icon: CircleSlash },
  confirmed: { name: 'Arrived', icon: CircleCheck, tone: 'ok' },
  asked_again: { name: 'Sent again', icon: Repeat },
}
