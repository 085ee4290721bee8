import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll } from 'vitest'
import { type InboundLedger, openInboundLedger } from '@switchboard/db/inbound-ledger'
import type { TestDatabase } from '@switchboard/testing'

type Hook = {
  receive(request: Request): Promise<Response> | Response
  statuses: number[]
  /** Without a slash at its end. */
  readonly url: string
  readonly ledger: InboundLedger
}

/**
 * Where providers call while a file of tests runs, and the ledger that takes their calls in. Call it at the top of the file, before the
 * sandbox that is to know the address. `receive` is what answers, and may be set anew at any time; `statuses`: its answers so far.
 */
export function webhookServer(database: Pick<TestDatabase, 'url'>): Hook {
  let server: Server
  let ledger: InboundLedger
  const hook: Hook = {
    receive: () => new Response(null, { status: 503 }),
    statuses: [],
    get url() {
      const address = server.address()
      return `http://localhost:${typeof address === 'object' && address ? address.port : 0}`
    },
    get ledger() {
      return ledger
    },
  }
  beforeAll(async () => {
    const listener = getRequestListener(
      async (request) => {
        const response = await hook.receive(request)
        hook.statuses.push(response.status)
        return response
      },
      { overrideGlobalObjects: false },
    )
    server = createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    ledger = openInboundLedger(database.url)
  })
  afterAll(async () => {
    await ledger.close()
    server.closeAllConnections()
    server.close()
  })
  return hook
}
