import type { AnyTRPCRouter } from '@trpc/server'
import { EnvironmentError } from '@switchboard/config'
import { createInboundGate } from '@switchboard/core/inbound/inbound-gate'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { createWebhookCredentials } from '@switchboard/core/inbound/webhook-credentials'
import { createWebhookApps } from '@switchboard/core/provider-apps/webhook-apps'
import type { TopicChannel } from '@switchboard/core/topics'
import { openInboundLedger } from '@switchboard/db/inbound-ledger'
import { compose } from './composition'
import { createLiveHub } from './live-feed'
import { startGateway } from './server'

const graceMs = 2_000

/** What the sockets serve, and which topics are heard for them. */
export type Served = { router: AnyTRPCRouter; topics: TopicChannel[] }

async function start({ router, topics }: Served): Promise<void> {
  const { ctx, variables } = compose()
  const hub = await createLiveHub(variables.DATABASE_URL, ctx.logger, topics)
  const ledger = openInboundLedger(variables.DATABASE_URL)
  const gate = createInboundGate(ctx)
  const gateway = await startGateway({
    ctx,
    hub,
    router,
    receiveWebhook: createWebhookReceiver(ctx, ledger, {
      credentials: createWebhookCredentials(ctx),
      apps: createWebhookApps(ctx),
      gate,
    }),
    sessionSecret: variables.SESSION_SECRET,
    gatewayUrl: variables.GATEWAY_URL,
    port: variables.GATEWAY_PORT,
    trustsProxy: variables.TRUSTED_PROXIES,
    upgradesPerMinute: variables.LIMIT_REQUESTS,
    callsPerMinute: variables.LIMIT_CALLS,
    onlyThisMachine: variables.SANDBOX_URL !== undefined,
  })
  ctx.logger.info({ port: variables.GATEWAY_PORT }, 'gateway ready')
  const stop = async () => {
    setTimeout(() => process.exit(0), graceMs).unref()
    await gateway.close()
    await ledger.close()
    await gate.close()
    await ctx.db.$disconnect()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
}

/** Runs this process as the gateway until it is told to stop. */
export function run(served: Served): void {
  start(served).catch((error: unknown) => {
    const text =
      error instanceof EnvironmentError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : 'The gateway could not start.'
    process.stderr.write(`${text}\n`)
    process.exit(1)
  })
}
