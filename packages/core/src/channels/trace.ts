import type { Delivery } from '@switchboard/db'
import { z } from 'zod'
import { channelKindSchema } from './preferences'

/** One step on a message's way, in words for people. */
export const traceStepSchema = z.object({
  at: z.iso.datetime(),
  /** Null: it concerns the message as a whole. */
  channel: channelKindSchema.nullable(),
  connectionId: z.uuid().nullable(),
  /** The attempt that it tells of. */
  deliveryId: z.uuid().optional(),
  what: z.enum([
    'skipped',
    'held',
    'sent',
    'failed',
    'unknown',
    'no_answer',
    'answered',
    'updated',
    'given_up',
    'cancelled',
    'confirmed',
    'asked_again',
  ]),
  why: z.string(),
})

export const traceSchema = z.array(traceStepSchema)
export type TraceStep = z.infer<typeof traceStepSchema>

/** The latest are kept: a message that is held and tried for days says the same again and again. */
const mostSteps = 60

/** The trace with further steps; one that says what the last of its channel said is not repeated. */
export function traced(trace: TraceStep[], steps: TraceStep[]): TraceStep[] {
  const all = [...trace]
  for (const step of steps) {
    const last = all.findLast(
      ({ channel, connectionId }) => channel === step.channel && connectionId === step.connectionId,
    )
    if (last?.what === step.what && last.why === step.why && ['skipped', 'held'].includes(step.what)) continue
    all.push(step)
  }
  return all.slice(-mostSteps)
}

type Attempt = Pick<Delivery, 'id' | 'channel' | 'connectionId' | 'state' | 'errorMessage' | 'startedAt' | 'finishedAt'>

/** What a path says of an attempt in such a state, the first of them where nobody has said anything. */
const wordsOf: Record<Delivery['state'], [TraceStep['what'], ...TraceStep['what'][]]> = {
  sending: ['unknown'],
  unknown: ['unknown'],
  sent: ['sent', 'confirmed'],
  delivered: ['sent', 'confirmed'],
  failed: ['failed', 'asked_again'],
}

/**
 * What attempts have come to and the trace does not say: they are new, were settled later, or whoever made them died before it was noted.
 * One that is on its way says nothing yet.
 */
export function untold(trace: TraceStep[], attempts: Attempt[]): TraceStep[] {
  // What is older than a trace that is full has stood in it.
  const since = trace.length < mostSteps ? '' : (trace[0]?.at ?? '')
  return attempts.flatMap(({ id, channel, connectionId, state, errorMessage, startedAt, finishedAt }) => {
    const at = (finishedAt ?? startedAt).toISOString()
    const last = trace.findLast(({ deliveryId }) => deliveryId === id)
    if (last ? wordsOf[state].includes(last.what) : at < since) return []
    if (state === 'sending' && errorMessage === null) return []
    const why = errorMessage ?? 'It was taken.'
    return [{ at, channel, connectionId, deliveryId: id, what: wordsOf[state][0], why }]
  })
}

/** Sentences of a trace that speak to the person whose message it is. */
export const turnedOff = 'You have turned it off.'
export const nobodyReached = 'No channel is left by which you can be reached.'

const toOthers: Readonly<Record<string, (name: string) => string>> = {
  [turnedOff]: (name) => `${name} has turned it off.`,
  [nobodyReached]: (name) => `No channel is left by which ${name} can be reached.`,
}

/** A reason as somebody else reads it than the person with this name. */
export const whyToOthers = (why: string, name: string): string => toOthers[why]?.(name) ?? why
