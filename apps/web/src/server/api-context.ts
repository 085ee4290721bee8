import { randomUUID } from 'node:crypto'
import type { ApiContext } from '@switchboard/api'
import { composition } from './composition'
import { readSession } from './session'

/** What every procedure gets when the web process serves it. Live signals come from the gateway alone. */
export async function apiContext(): Promise<ApiContext> {
  const { ctx, system } = composition()
  return {
    core: ctx,
    system,
    ...(await readSession()),
    requestId: randomUUID(),
    live: {
      follow() {
        throw new Error('Live signals are served by the gateway.')
      },
    },
  }
}
