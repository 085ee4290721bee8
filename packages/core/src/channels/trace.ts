import { z } from 'zod'
import { channelKindSchema } from './preferences'

/** One step on a message's way, in words for people. */
export const traceStepSchema = z.object({
  at: z.iso.datetime(),
  /** Null: it concerns the message as a whole. */
  channel: channelKindSchema.nullable(),
  connectionId: z.uuid().nullable(),
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

/** Sentences of a trace that speak to the person whose message it is. */
export const turnedOff = 'You have turned it off.'
export const nobodyReached = 'No channel is left by which you can be reached.'

const toOthers: Readonly<Record<string, (name: string) => string>> = {
  [turnedOff]: (name) => `${name} has turned it off.`,
  [nobodyReached]: (name) => `No channel is left by which ${name} can be reached.`,
}

/** A reason as somebody else reads it than the person with this name. */
export const whyToOthers = (why: string, name: string): string => toOthers[why]?.(name) ?? why
