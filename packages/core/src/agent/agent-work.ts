import PQueue from 'p-queue'
import type { Context } from '../context'
import { createTextWriter, type TextWriter } from '../conversations/text-writer'
import { createStops, type Stops } from './stops'

/** What all answers of one process share. */
export type AgentWork = {
  texts: TextWriter
  stops: Stops
  /**
   * Takes what answers write to the database in turn: a process writes hundreds of them by a few connections. Who is shown words goes first,
   * then who ends, then who has not begun, then what nobody waits for: nobody's words wait until all have begun.
   */
  turns: Turns
  /** Aborts when the worker is to end: what it writes is taken up by the next. */
  stopping: AbortSignal
}

export type Turns = <Result>(who: keyof typeof priorities, work: () => Promise<Result>) => Promise<Result>

const priorities = { learns: 0, begins: 1, ends: 2, shows: 3 }

/**
 * Few enough that words of answers under way find the process and a connection free between them; more at once end none of them sooner
 * (docs/benchmarks.md).
 */
const turnsAtOnce = 3

export function createTurns(): Turns {
  const queue = new PQueue({ concurrency: turnsAtOnce })
  return (who, work) => queue.add(work, { priority: priorities[who] })
}

export const createAgentWork = (ctx: Pick<Context, 'db' | 'clock' | 'logger'>, stopping: AbortSignal): AgentWork => ({
  texts: createTextWriter(ctx),
  stops: createStops(),
  turns: createTurns(),
  stopping,
})
