import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { WebClient } from '@slack/web-api'
import PQueue from 'p-queue'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { withAccess } from '@switchboard/core/connections/with-access'
import { buildBundles, type Product, startProduct } from '../scripts/drills/crash/product'
import { quantile } from './measure'
import type { Suite } from './suite'

const least = 0.5
/** The SDK has as many calls under way as the product. */
const atOnce = 16
const receiver = 'U0MIRA'

/** Messages to people by Slack, planned, limited, written down and traced, beside the bare SDK that calls the same stand-in. */
export const run: Suite = async ({ quick }) => {
  const count = quick ? 100 : 1_000
  await buildBundles()
  const folder = mkdtempSync('/var/tmp/switchboard-bench-')
  // The database runs as another user when this runs as root.
  chmodSync(folder, 0o755)
  const ports = { web: 3220, gateway: 3221, sandbox: 3222, smtp: 3223 }
  const product = await startProduct({ dataDir: path.join(folder, 'data'), ports, provider: 'slack' })
  try {
    await reachable(product)
    const rates: Record<string, number[]> = { 'bare SDK': [], orchestrated: [] }
    const rounds = quick ? 1 : 5
    // By turns, so that whatever else the machine does meets both. The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      const bare = await perSecond(count, () => sendBare(product, count))
      const ours = await perSecond(count, () => sendOrchestrated(product, count, round))
      if (round === 0) continue
      rates['bare SDK']?.push(bare)
      rates.orchestrated?.push(ours)
    }
    const bare = rates['bare SDK'] ?? []
    const ratio = quantile(
      (rates.orchestrated ?? []).map((ours, round) => ours / (bare[round] ?? Number.NaN)),
      0.5,
    )
    return {
      rows: Object.entries(rates).map(([name, all]) => ({ sends: name, 'a second': Math.round(quantile(all, 0.5)) })),
      goals: [{ name: `at least ${least} of the bare SDK: ${ratio.toFixed(2)}`, reached: ratio >= least }],
    }
  } finally {
    await product.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function reachable({ ctx, key }: Product): Promise<void> {
  const { teamId, connectionId } = key
  await ctx.db.connection.update({
    where: { teamId_id: { teamId, id: connectionId } },
    data: { settings: { messagesPerMinute: 60_000 } },
  })
  const { userId } = await ctx.db.membership.findFirstOrThrow({ where: { teamId, role: 'owner' } })
  const now = ctx.clock.now()
  const known = { teamId, userId, connectionId, confirmedAt: now, createdAt: now }
  await ctx.db.identity.create({ data: { ...known, channel: 'slack', address: receiver, name: 'Mira' } })
}

async function perSecond(count: number, send: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await send()
  return (count / (performance.now() - startedAt)) * 1_000
}

function sendBare({ ctx, key, sandboxUrl }: Product, count: number): Promise<void> {
  return withAccess(ctx, key, async ({ accessToken }) => {
    const client = new WebClient(accessToken, { slackApiUrl: `${sandboxUrl}/slack/api/` })
    const { channel } = await client.conversations.open({ users: receiver })
    const queue = new PQueue({ concurrency: atOnce })
    for (let number = 0; number < count; number++)
      void queue.add(() => client.chat.postMessage({ channel: channel?.id ?? '', text: `Message ${number}` }))
    await queue.onIdle()
  })
}

async function sendOrchestrated({ ctx, key: { teamId } }: Product, count: number, round: number): Promise<void> {
  const { userId } = await ctx.db.membership.findFirstOrThrow({ where: { teamId, role: 'owner' } })
  const messages = Array.from({ length: count }, (_, number) => ({
    teamId,
    userId,
    key: `bench:${round}:${number}`,
    kind: 'alert' as const,
    data: { title: `Message ${number}`, body: 'It is on its way.', path: '/' },
  }))
  await queueMessages(ctx.db, messages, ctx.clock.now())
  await deliverMessages(ctx, BigInt(round + 1))
  const arrived = await ctx.db.outboundMessage.count({
    where: { key: { startsWith: `bench:${round}:` }, state: 'reached' },
  })
  if (arrived !== count) throw new Error(`${arrived} of ${count} messages arrived.`)
}
