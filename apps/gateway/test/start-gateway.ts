import type { AnyTRPCRouter } from '@trpc/server'
import { gatewayRouter } from '@switchboard/api/gateway-router'
import type { Context } from '@switchboard/core/context'
import type { TopicChannel } from '@switchboard/core/topics'
import { createLiveHub } from '../src/live-feed'
import { startGateway } from '../src/server'
import { sessionSecret } from './socket-client'

type Parts = { router?: AnyTRPCRouter; topics?: TopicChannel[]; beatMs?: number }

/** A gateway in this process, on a free port, and where its sockets are. */
export async function startGatewayHere(
  ctx: Context,
  databaseUrl: string,
  { router = gatewayRouter, topics = [], beatMs }: Parts = {},
) {
  const gateway = await startGateway({
    ctx,
    hub: await createLiveHub(databaseUrl, ctx.logger, topics),
    router,
    receiveWebhook: async () => new Response(),
    sessionSecret,
    gatewayUrl: 'http://localhost:3001',
    port: 0,
    trustsProxy: () => false,
    upgradesPerMinute: 10_000,
    callsPerMinute: 10_000,
    beatMs,
  })
  const address = gateway.server.address()
  return { gateway, url: `ws://localhost:${typeof address === 'object' && address ? address.port : 0}/ws` }
}
