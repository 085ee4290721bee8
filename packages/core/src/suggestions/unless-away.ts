import type { Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import type { TaskModel } from '../ports/task-model'
import { isServerAway } from './record-failure'

/** So many items in a row, none answered between them: it is the server that is away. */
const mostInARow = 3

/** For so long nobody else waits for a server that is away, in milliseconds; then one item tries. */
const pauseMs = 30_000

/** `trial`: settles, and never rejects, when the item that tries has done so. */
type Outage = { error: SwitchboardError; inARow: number; until: number; trial?: Promise<unknown> }

/** Of the process, because batches and connections that wait for the same server would else find out each by itself. */
const outages = new WeakMap<TaskModel, Outage>()

type Ctx = Pick<Context, 'model' | 'clock'>

/**
 * Calls the model, unless its server is known to be away: then throws at once what the last call threw, so that a batch does not wait
 * for each of its items in vain. Throws what `call` throws.
 */
export async function unlessAway<Answer>(ctx: Ctx, call: () => Promise<Answer>): Promise<Answer> {
  const known = outages.get(ctx.model)
  if (!known || known.inARow < mostInARow) return noted(ctx, call)
  const leftMs = known.until - ctx.clock.now().getTime()
  if (leftMs > 0) throw stillAway(known.error, leftMs)
  if (known.trial) {
    await known.trial
    return unlessAway(ctx, call)
  }
  const answer = noted(ctx, call)
  known.trial = answer.catch(() => undefined)
  return answer
}

/** Whatever comes of the call takes the place of what was known. */
async function noted<Answer>({ model, clock }: Ctx, call: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await call()
    outages.delete(model)
    return answer
  } catch (error) {
    if (isSwitchboardError(error) && isServerAway(error)) {
      const inARow = (outages.get(model)?.inARow ?? 0) + 1
      const until = clock.now().getTime() + Math.max(pauseMs, error.retryAfterMs ?? 0)
      outages.set(model, { error, inARow, until })
    } else outages.delete(model)
    throw error
  }
}

const stillAway = ({ code, message }: SwitchboardError, retryAfterMs: number) =>
  new SwitchboardError(code, message, { retryable: true, retryAfterMs })
