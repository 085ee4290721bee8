import { randomUUID } from 'node:crypto'
import { WebClient } from '@slack/web-api'
import PQueue from 'p-queue'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { withAccess } from '@switchboard/core/connections/with-access'
import { buildBundles, type Product, withDrilledProduct } from '../scripts/drills/crash/product'
import { quantile } from './measure'
import type { Suite } from './suite'

const least = 0.5
/** The SDK has as many calls under way as the product. */
const atOnce = 16

/** Messages to people by Slack, planned, limited, written down and traced, beside the bare SDK that calls the same stand-in. */
export const run: Suite = async ({ quick }) => {
  const count = quick ? 100 : 1_000
  await buildBundles()
  const ports = { web: 3220, gateway: 3221, sandbox: 3222, smtp: 3223 }
  return withDrilledProduct(
    'bench',
    () => ({ ports, provider: 'slack' }),
    async (product) => {
      const userIds = await reachable(product, count)
      const conversations = await openConversations(product, count)
      const rates: Record<string, number[]> = { 'bare SDK': [], orchestrated: [] }
      const rounds = quick ? 1 : 5
      // By turns, so that whatever else the machine does meets both. The first round warms up.
      for (let round = 0; round <= rounds; round++) {
        const bare = await perSecond(count, () => sendBare(product, conversations))
        const ours = await perSecond(count, () => sendOrchestrated(product, userIds, round))
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
    },
  )
}

/** A member for each message: one chat takes no more than a message a second. Answers who they are. */
async function reachable({ ctx, key }: Product, count: number): Promise<string[]> {
  const { teamId, connectionId } = key
  await ctx.db.connection.update({
    where: { teamId_id: { teamId, id: connectionId } },
    data: { settings: { messagesPerMinute: 60_000 } },
  })
  const now = ctx.clock.now()
  const userIds = Array.from({ length: count }, () => randomUUID())
  await ctx.db.user.createMany({
    data: userIds.map((id, at) => ({ id, email: `person-${at}@northwind.example`, name: `Person ${at}` })),
  })
  await ctx.db.membership.createMany({ data: userIds.map((userId) => ({ teamId, userId })) })
  const known = { teamId, connectionId, channel: 'slack' as const, confirmedAt: now, createdAt: now }
  await ctx.db.identity.createMany({
    data: userIds.map((userId, at) => ({ ...known, userId, address: addressOf(at), name: `Person ${at}` })),
  })
  return userIds
}

const addressOf = (at: number) => `U0CROWD${at}`

const clientOf = ({ ctx, key, sandboxUrl }: Product) =>
  withAccess(
    ctx,
    key,
    async ({ accessToken }) => new WebClient(accessToken, { slackApiUrl: `${sandboxUrl}/slack/api/` }),
  )

async function openConversations(product: Product, count: number): Promise<string[]> {
  const client = await clientOf(product)
  const ids: string[] = []
  for (let at = 0; at < count; at++)
    ids.push((await client.conversations.open({ users: addressOf(at) })).channel?.id ?? '')
  return ids
}

async function perSecond(count: number, send: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await send()
  return (count / (performance.now() - startedAt)) * 1_000
}

async function sendBare(product: Product, conversations: string[]): Promise<void> {
  const client = await clientOf(product)
  const queue = new PQueue({ concurrency: atOnce })
  for (const [number, channel] of conversations.entries())
    void queue.add(() => client.chat.postMessage({ channel, text: `Message ${number}` }))
  await queue.onIdle()
}

async function sendOrchestrated({ ctx, key: { teamId } }: Product, userIds: string[], round: number): Promise<void> {
  const messages = userIds.map((userId, number) => ({
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
  if (arrived !== userIds.length) throw new Error(`${arrived} of ${userIds.length} messages arrived.`)
}
