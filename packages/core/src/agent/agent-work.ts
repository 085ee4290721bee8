import type { Context } from '../context'
import { createTextWriter, type TextWriter } from '../conversations/text-writer'
import { createStops, type Stops } from './stops'

/** What all answers of one process share. */
export type AgentWork = {
  texts: TextWriter
  stops: Stops
  /** Aborts when the worker is to end: what it writes is taken up by the next. */
  stopping: AbortSignal
}

export const createAgentWork = (ctx: Pick<Context, 'db' | 'clock' | 'logger'>, stopping: AbortSignal): AgentWork => ({
  texts: createTextWriter(ctx),
  stops: createStops(),
  stopping,
})
