import type { Delivery, Urgency } from '@switchboard/db'
import type { ChannelKind } from '../ports/message-channel'
import { isAnswerWay } from './answers'
import { addressBusy } from './outcome'
import type { Preferences } from './preferences'
import { quietUntil } from './quiet-hours'
import { type TraceStep, turnedOff } from './trace'

/** One way to one person, with all that decides whether it can be taken. */
export type Route = {
  /** Of the row that all processes share; null for web, which needs none. */
  id: string | null
  channel: ChannelKind
  connectionId: string | null
  address: string
  /** Why it cannot be used before somebody does something, in one sentence for people; null: it can. */
  obstacle: string | null
  /** An obstacle is waited for until then, as no other way leads there; null: the next one is taken. */
  waitsUntil: Date | null
  /** Where the person has confirmed that the address is theirs; of a room, that it is still wanted there. */
  isConfirmed: boolean
  /**
   * With one message, the first among them, before another way is taken. That a service asks to slow down is none, until it has asked ten
   * times.
   */
  mostAttempts: number
  breaker: 'closed' | 'open' | 'half-open'
  /** When a token is there, at the latest when an open breaker lets a probe pass; null: at once. */
  freeAt: Date | null
  /** Where a token is waited for, with others; null: none is. */
  queue: Queue | null
}

/** Those who wait for the tokens of a row come back one after another, each so much later. */
export type Queue = { id: string; everyMs: number }

export type PlanInput = {
  message: {
    kind: string
    urgency: Urgency
    asks: boolean
    avoids: string[]
    /** It goes by this channel and no other; null: by whichever works. */
    only: ChannelKind | null
    /** Where the person said what it answers; null: it answers nothing. */
    answers: Pick<Route, 'channel' | 'connectionId' | 'address'> | null
  }
  /** Null: it is for a room, where nobody's hold. */
  preferences: Preferences | null
  routes: Route[]
  /** What has been tried with this message. */
  deliveries: Tried[]
  /** A page of the person is open. */
  isPresent: boolean
  timeZone: string
  /** 0 to 1, the same for a message each time: spreads what failed together. */
  jitter: number
  now: Date
}

type Tried = Pick<Delivery, 'channel' | 'connectionId' | 'address' | 'state' | 'startedAt' | 'errorCode'>

export type Plan =
  /** The first of them is to be tried now. */
  | { kind: 'send'; routes: Route[]; skipped: Skipped[] }
  /** Nothing is to be done before. */
  | ({ kind: 'wait'; until: Date; why: string; skipped: Skipped[] } & Turn)
  /** It has arrived, and no answer is waited for. */
  | { kind: 'done'; skipped: Skipped[] }
  /** No channel is left that could take it. */
  | { kind: 'nobody'; skipped: Skipped[] }

/** `queue`: a token is waited for there, behind those who wait already, but not beyond `latest`: then something better is free. */
export type Turn = { queue: Queue | null; latest: Date | null }

export type Skipped = Pick<TraceStep, 'channel' | 'connectionId' | 'why'>

/** Nobody knew whether it had arrived, and a person wants it sent again by the same way. */
export const askedAgain = 'asked_again'
/** Of failures, those that trying again may mend. */
const mayPass = new Set(['unavailable', 'timeout', 'rate_limited', addressBusy, askedAgain])
/** So often a service may ask to slow down before the next channel is taken. */
const mostSlowDowns = 10
const firstRetryMs = 2_000
const longestRetryMs = 3_600_000
/** Before that, greylisting takes nothing. */
const firstBusyRetryMs = 5 * 60_000
/** With no other way left the last ones are tried on, with pauses from a minute to an hour, until so long after the first attempt. */
const firstSlowRetryMs = 60_000
const givesUpMs = 24 * 3_600_000
/** So long a better channel is waited for before the next is taken; an urgent message waits for none. */
const patienceMs = 15_000
/** A page shows at once what comes to it: what nobody has seen there by then was shown to nobody. */
const seenWithinMs = 30_000
/** An obstacle that is waited for is looked at again so often; that it has gone is told as well. */
const obstacleAgainMs = 15 * 60_000

/**
 * How a message reaches its person: pure, so that each rule is a row of a test. Channels are tried in the order of the person's
 * priorities, behind the one on which the person has said what it answers. What one has taken, or may have taken, is not sent on it
 * again; a message that asks goes on to the next when nobody has answered, and one that a page has not shown when that is clear.
 */
export function planMessage(input: PlanInput): Plan {
  const { message, preferences, now } = input
  const allowed = input.routes.filter(({ channel }) => message.only === null || channel === message.only)
  const again = allowed.filter((route) => triedOn(route, input).at(-1)?.errorCode === askedAgain)
  const chosen = again.length > 0 ? planOf(again, input) : null
  if (chosen && chosen.kind !== 'nobody') return chosen
  // What stands in the way of what a person has asked for is told.
  const skipped = chosen?.skipped ?? []
  const arrived = input.deliveries.filter(({ state }) => state === 'sent' || state === 'delivered')
  if (arrived.length > 0 && arrived.every((delivery) => isUnseen(delivery, message))) {
    const latest = Math.max(...arrived.map(({ startedAt }) => startedAt.getTime()))
    const until = new Date(latest + seenWithinMs)
    if (until > now) return { kind: 'wait', until, why: waitsToBeSeen, skipped, ...noTurn }
  } else if (arrived.length > 0) {
    if (!message.asks || !preferences) return { kind: 'done', skipped }
    const latest = Math.max(...arrived.map(({ startedAt }) => startedAt.getTime()))
    const until = new Date(latest + preferences.answerWithinMinutes * 60_000)
    if (until > now) return { kind: 'wait', until, why: 'An answer is waited for.', skipped, ...noTurn }
  }
  const plan = planOf(allowed, input)
  if (plan.kind !== 'nobody') return plan
  if (arrived.length > 0) return { kind: 'done', skipped }
  return isYoung(input) ? planOf(allowed, input, 'slow') : plan
}

const isYoung = ({ deliveries, now }: PlanInput) =>
  Math.min(...deliveries.map(({ startedAt }) => startedAt.getTime())) + givesUpMs > now.getTime()

/** Slow: there is no other way than those that have failed as often as they may. */
type Pace = 'quick' | 'slow'

const waitsToBeSeen = 'Whether it is seen on the page is waited for.'

/** Sent to a page, which has not told that it was shown. What goes there and nowhere else stands there when they come. */
export const isUnseen = (
  { channel, state }: Pick<Tried, 'channel' | 'state'>,
  { only }: Pick<PlanInput['message'], 'only'>,
): boolean => channel === 'web' && state === 'sent' && only !== 'web'

const noTurn: Turn = { queue: null, latest: null }

/** By which of these ways, or when. */
function planOf(routes: Route[], input: PlanInput, pace: Pace = 'quick'): Exclude<Plan, { kind: 'done' }> {
  const { message, preferences, now } = input
  const quietEnd =
    !preferences || ringsAtNight(message, preferences) ? null : quietUntil(preferences.quietHours, now, input.timeZone)
  const skipped: Skipped[] = []
  const later: Wait[] = []
  const usable: Route[] = []
  for (const route of inOrder(routes, input)) {
    const verdict = judge(route, input, quietEnd, pace)
    if (verdict === 'usable') {
      usable.push(route)
      continue
    }
    const { why, until, queue } = verdict
    skipped.push({ channel: route.channel, connectionId: route.connectionId, why })
    if (!until) continue
    const wait = { until, why, queue }
    later.push(wait)
    const isSoon = until.getTime() - now.getTime() <= patienceMs
    if (isSoon && usable.length === 0 && message.urgency !== 'urgent') return waiting(wait, later, skipped)
  }
  if (usable.length > 0) return { kind: 'send', routes: usable, skipped }
  const [next] = later.toSorted((a, b) => a.until.getTime() - b.until.getTime())
  return next ? waiting(next, later, skipped) : { kind: 'nobody', skipped }
}

/** Strangers make no noise at night by what they write: suggestions are urgent only to those who want that. */
const ringsAtNight = (message: PlanInput['message'], preferences: Preferences): boolean =>
  message.urgency === 'urgent' &&
  (message.kind === 'suggestion' ? preferences.suggestionsInQuietHours : preferences.urgentInQuietHours)

type Wait = { until: Date; why: string; queue: Queue | null }

function waiting(wait: Wait, later: Wait[], skipped: Skipped[]): Extract<Plan, { kind: 'wait' }> {
  const others = later.filter((other) => other !== wait).map(({ until }) => until.getTime())
  return { kind: 'wait', ...wait, latest: others.length > 0 ? new Date(Math.min(...others)) : null, skipped }
}

/** Off ones stand among them, so that the trace says so. */
function inOrder(routes: Route[], { message, preferences }: PlanInput): Route[] {
  if (!preferences) return routes
  const rank = (route: Route) => {
    if (isAnswerWay(message.answers, route)) return -1
    const { channel } = route
    const position = preferences.channels.findIndex((preference) => preference.channel === channel)
    return (preferences.channels[position]?.priority ?? 3) * preferences.channels.length + position
  }
  return routes.toSorted((a, b) => rank(a) - rank(b))
}

/** `until`: then it may be used; null: not before somebody does something, or never. */
type Verdict = 'usable' | { why: string; until: Date | null; queue: Queue | null }

function judge(route: Route, input: PlanInput, quietEnd: Date | null, pace: Pace): Verdict {
  const { now } = input
  const obstacle = obstacleOf(route, input, pace)
  if (obstacle) return { why: obstacle, until: null, queue: null }
  if (route.obstacle) return { why: route.obstacle, until: waitFor(route, now), queue: null }
  // Who has just said something there wants to hear.
  const isQuiet = route.channel !== 'web' && !isAnswerWay(input.message.answers, route)
  if (quietEnd && isQuiet) return { why: 'Quiet hours.', until: quietEnd, queue: null }
  if (route.breaker === 'open') return { why: 'It fails at the moment, and rests.', until: route.freeAt, queue: null }
  const retryAt = retryTime(route, input, pace)
  if (retryAt && retryAt > now) return { why: retryWhy(retryAt, now), until: retryAt, queue: null }
  if (route.freeAt && route.freeAt > now)
    return { why: 'No more may be sent by it at the moment.', until: route.freeAt, queue: route.queue }
  return 'usable'
}

/** When an obstacle is looked at again; null: it is waited for no longer. */
function waitFor({ waitsUntil }: Route, now: Date): Date | null {
  if (!waitsUntil || waitsUntil <= now) return null
  return new Date(Math.min(waitsUntil.getTime(), now.getTime() + obstacleAgainMs))
}

/** What time does not mend. */
function obstacleOf(route: Route, input: PlanInput, pace: Pace): string | null {
  const { message, preferences } = input
  const isOn = !preferences || preferences.channels.some(({ channel, on }) => channel === route.channel && on)
  if (!isOn && !isAnswerWay(message.answers, route)) return turnedOff
  if (route.id !== null && message.avoids.includes(route.id)) return 'This message is about it.'
  if (route.obstacle && !route.waitsUntil) return route.obstacle
  if (!route.isConfirmed)
    return preferences ? 'The address is not confirmed.' : 'The team does not want it here any more.'
  // What is asked in the browser and nowhere else stands there when they come.
  if (route.channel === 'web' && !input.isPresent && message.only !== 'web') return 'No page is in view.'
  // One mailbox takes it from their own account and from the installation's mail server alike.
  const taken = input.deliveries.filter(
    ({ channel, address, state }) => channel === route.channel && address === route.address && state !== 'failed',
  )
  if (taken.some(({ state }) => state === 'sent' || state === 'delivered')) return 'It was sent here.'
  if (taken.length > 0) return 'It may have arrived here.'
  const tried = triedOn(route, input)
  if (tried.some(({ errorCode }) => !mayPass.has(errorCode ?? ''))) return 'It cannot be delivered here.'
  if (slowDowns(tried).length >= mostSlowDowns) return `It asked us to slow down ${mostSlowDowns} times.`
  const failed = failures(tried)
  // Who wants it to be tried once wants no more.
  if (failed.length < route.mostAttempts || (pace === 'slow' && route.mostAttempts > 1)) return null
  return failed.length === 1 ? 'It failed.' : `It failed ${failed.length} times.`
}

function retryTime(route: Route, input: PlanInput, pace: Pace): Date | null {
  const failed = failures(triedOn(route, input))
  if (failed.length === 0) return null
  const latest = Math.max(...failed.map(({ startedAt }) => startedAt.getTime()))
  const slow = failed.length - route.mostAttempts
  const firstMs = failed.some(({ errorCode }) => errorCode === addressBusy) ? firstBusyRetryMs : firstRetryMs
  const quickMs = firstMs * 2 ** (failed.length - 1)
  const slowMs = pace === 'slow' && slow >= 0 ? firstSlowRetryMs * 2 ** slow : 0
  const delayMs = Math.min(Math.max(quickMs, slowMs), longestRetryMs)
  return new Date(latest + delayMs * (0.8 + 0.4 * input.jitter))
}

const retryWhy = (at: Date, now: Date) =>
  at.getTime() - now.getTime() < 60_000
    ? 'It failed, and is tried again in a moment.'
    : 'It failed, and is tried again in a while.'

const triedOn = (route: Route, { deliveries }: PlanInput) =>
  deliveries.filter(
    ({ channel, connectionId, address }) =>
      channel === route.channel && connectionId === route.connectionId && address === route.address,
  )

/** Attempts that a service has answered by asking to slow down. */
export const slowDowns = <One extends Pick<Tried, 'errorCode'>>(tried: One[]): One[] =>
  tried.filter(({ errorCode }) => errorCode === 'rate_limited')

const failures = (tried: Tried[]) =>
  tried.filter(({ errorCode }) => errorCode !== 'rate_limited' && errorCode !== askedAgain)
