import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'
import type { Store } from '../state/store'
import { type ActiveFault, type Fault, faultSchema } from './fault'
import { type FaultContext, strikes } from './strikes'

export type Faults = {
  /** Throws a ZodError that names what is wrong. */
  add(fault: Fault): ActiveFault
  /** Those that are on, in the order in which they strike. */
  list(): ActiveFault[]
  /** False when it is not on, or no longer. */
  remove(id: string): boolean
  clear(): void
  middleware: MiddlewareHandler<{ Bindings: HttpBindings }>
}

/** The faults that are switched on, and the middleware that makes them happen. Nothing of it outlives the process. */
export function createFaults(store: Store): Faults {
  let active: ActiveFault[] = []
  let added = 0

  /** The first fault that concerns the call, with one time less. */
  async function take(c: FaultContext): Promise<ActiveFault | undefined> {
    for (const fault of active) {
      if (!c.req.path.startsWith(fault.path)) continue
      const concerns = (await strikes[fault.kind].concerns?.(c, store)) ?? true
      // Another call may have used it up meanwhile.
      if (!concerns || !active.includes(fault)) continue
      if (fault.percent < 100 && Math.random() * 100 >= fault.percent) continue
      if (fault.times !== 'until_off' && --fault.times === 0) active = active.filter((other) => other !== fault)
      return fault
    }
    return undefined
  }

  return {
    add(fault) {
      const entry = { id: String(++added), ...faultSchema.parse(fault) }
      active.push(entry)
      return entry
    },
    list: () => active.map((fault) => ({ ...fault })),
    remove(id) {
      const before = active.length
      active = active.filter((fault) => fault.id !== id)
      return active.length < before
    },
    clear: () => void (active = []),
    middleware: async (c, next) => {
      const fault = await take(c)
      return fault ? strikes[fault.kind].strike({ c, next, fault, store }) : next()
    },
  }
}
