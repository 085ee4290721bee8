import { randomUUID } from 'node:crypto'
import type { ApiContext } from '@switchboard/api'
import { composition } from './composition'
import { sessionIn } from './session-in'

/** What every procedure gets when the web process serves it, with the header `Cookie` of who asks. Live signals come from the gateway alone. */
export async function apiContextFor(cookie: string | null): Promise<ApiContext> {
  const { ctx, system } = composition()
  return {
    core: ctx,
    system,
    ...(await sessionIn(cookie)),
    requestId: randomUUID(),
    live: { signals: servedElsewhere, inSight: servedElsewhere, events: servedElsewhere },
  }
}

function servedElsewhere(): never {
  throw new Error('What is live is served by the gateway.')
}
