import type { Context } from '@switchboard/core/context'
import { createLiveHub } from '../../src/live-feed'
import { startGateway } from '../../src/server'
import { sessionSecret } from '../socket-client'
import { topicRouter } from './topic-router'
import { tableTopics } from './topic-table'

/** A gateway in this process, for topics of the table. */
export async function startGatewayHere(ctx: Context, databaseUrl: string, router = topicRouter) {
  const gateway = await startGateway({
    ctx,
    hub: await createLiveHub(databaseUrl, ctx.logger, [tableTopics]),
    router,
    receiveWebhook: async () => new Response(),
    sessionSecret,
    gatewayUrl: 'http://localhost:3001',
    port: 0,
    trustsProxy: () => false,
    upgradesPerMinute: 10_000,
    callsPerMinute: 10_000,
  })
  const address = gateway.server.address()
  return { gateway, url: `ws://localhost:${typeof address === 'object' && address ? address.port : 0}/ws` }
}
