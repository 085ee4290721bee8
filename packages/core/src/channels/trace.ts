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
