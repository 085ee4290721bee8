import type { Delivery } from '@switchboard/db'
import type { ChannelMessage } from '../ports/message-channel'
import type { Loaded } from './load-batch'
import { askedAgain, isUnseen, type Plan } from './plan'
import { nobodyReached, traced, type TraceStep, untold } from './trace'

type Round = {
  loaded: Loaded
  /** Null: nobody wants it any more. */
  content: ChannelMessage | null
  /** Null: nothing was to be sent. */
  plan: Plan | null
  /** What was tried, with what came of it. */
  after: Loaded | undefined
  /** What stands with other words now. */
  changed: Delivery[]
}

const ofAll = { channel: null, connectionId: null }

/** The path so far with a round's steps, and with those that a round before has not come to note, in words for people. */
export function tracedRound({ loaded, content, plan, after, changed }: Round, now: Date): TraceStep[] {
  const at = now.toISOString()
  const path = traced(loaded.trace, [...untold(loaded.trace, loaded.deliveries), ...answered(loaded)])
  const planned = traced(path, plan ? plannedSteps(loaded, plan, at) : [])
  const updates = changed.map(({ channel, connectionId }) => ({
    at,
    channel,
    connectionId,
    what: 'updated' as const,
    why: content?.outcome === null ? 'It says something else now.' : 'It says what became of it, and asks no more.',
  }))
  return traced(planned, [...untold(planned, after?.deliveries ?? []), ...updates])
}

/** The path of one that is not sent any more. */
export const tracedEnd = (trace: TraceStep[], { content }: Pick<Round, 'content'>, now: Date): TraceStep[] =>
  trace.some(({ what }) => what === 'cancelled')
    ? trace
    : traced(trace, [
        {
          at: now.toISOString(),
          ...ofAll,
          what: 'cancelled',
          why: content ? 'It had ended before it could be sent.' : 'What it was about is gone.',
        },
      ])

/** That somebody has answered is told once, though they take it back; what they said is theirs. */
function answered({ message: { answeredAt }, trace }: Loaded): TraceStep[] {
  if (!answeredAt || trace.some(({ what }) => what === 'answered')) return []
  return [{ at: answeredAt.toISOString(), ...ofAll, what: 'answered', why: '' }]
}

function plannedSteps(loaded: Loaded, plan: Plan, at: string): TraceStep[] {
  const steps: TraceStep[] = []
  const silent =
    plan.kind === 'send' && !isAskedAgain(loaded, plan)
      ? loaded.deliveries.findLast(({ state }) => state === 'sent' || state === 'delivered')
      : undefined
  if (silent && loaded.preferences) {
    const { channel, connectionId } = silent
    const why = isUnseen(silent, loaded.message)
      ? 'Nobody saw it on the page.'
      : `Nobody answered within ${loaded.preferences.answerWithinMinutes} minutes.`
    steps.push({ at, channel, connectionId, what: 'no_answer', why })
  }
  for (const skipped of plan.skipped) steps.push({ at, ...skipped, what: 'skipped' })
  if (plan.kind === 'wait') steps.push({ at, ...ofAll, what: 'held', why: plan.why })
  if (plan.kind === 'nobody') steps.push({ at, ...ofAll, what: 'given_up', why: nobodyReached })
  return steps
}

const isAskedAgain = ({ deliveries }: Loaded, { routes: [route] }: Extract<Plan, { kind: 'send' }>) =>
  deliveries.findLast(({ channel, connectionId }) => channel === route?.channel && connectionId === route.connectionId)
    ?.errorCode === askedAgain
