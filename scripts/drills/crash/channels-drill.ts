import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { traceSchema } from '@switchboard/core/channels/trace'
import { type Ports, type Product, startProduct } from './product'

export type ChannelsPlan = {
  messages: number
  workers: number
  /** A worker is killed so often, in milliseconds. */
  killEveryMs: number
  /** After so many they are left alone. */
  mostKills: number
  /** Of Slack's calls, in percent: half are refused, half are done and their answer is lost. */
  slackFailing: number
  telegramDelayMs: number
  ports: Ports
}
export type ChannelsRun = {
  tookMs: number
  kills: number
  /** Messages by their last state. */
  messages: Record<string, number>
  /** Attempts by channel and state: 'slack sent'. */
  attempts: Record<string, number>
  /** What is not as it has to be, in words. */
  faults: string[]
}

const pollMs = 100
const batch = 1_000
/** Known at Slack and at Telegram, by the stand-ins' seeds; the others by Slack and mail alone. */
const people = [
  { name: 'Mira Castellanos', slack: 'U0MIRA', telegram: '4103' },
  { name: 'Jonas Weber', slack: 'U0JONAS', telegram: '4104' },
  { name: 'Priya Raman', slack: 'U0PRIYA', telegram: null },
  { name: 'Tom Hale', slack: 'U0TOM', telegram: null },
]

/**
 * Sends messages to a team's members while Slack fails now and then, Telegram is slow and workers are killed, and looks at what has arrived. Throws when
 * it is not through after `mostMs`.
 */
export async function runChannels(plan: ChannelsPlan, mostMs: number): Promise<ChannelsRun> {
  const folder = mkdtempSync('/var/tmp/switchboard-channels-')
  // The database runs as another user when this runs as root.
  chmodSync(folder, 0o755)
  const product = await startProduct({ dataDir: path.join(folder, 'data'), ports: plan.ports, provider: 'slack' })
  try {
    const titles = await prepare(product, plan)
    const { tookMs, kills } = await strike(product, plan, mostMs)
    return { tookMs, kills, ...(await lookAt(product, titles)) }
  } finally {
    await product.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Members, what is known of them, and all messages; nothing works yet. Answers what each message says. */
async function prepare({ ctx, key, sandboxUrl }: Product, plan: ChannelsPlan): Promise<string[]> {
  const { teamId } = key
  const now = ctx.clock.now()
  const admin = await ctx.db.membership.findFirstOrThrow({ where: { teamId, role: 'owner' } })
  const { token } = z.object({ token: z.string() }).parse(await askSandbox(sandboxUrl, 'telegram'))
  const bot = await connectByForm(ctx, admin, { provider: 'telegram', values: { token } })
  await ctx.db.connection.updateMany({
    where: { teamId, id: { in: [key.connectionId, bot.connectionId] } },
    data: { settings: { messagesPerMinute: 60_000 } },
  })
  const userIds: string[] = []
  for (const { name, slack, telegram } of people) {
    const email = `${name.split(' ')[0]?.toLowerCase()}@northwind.example`
    const user = await ctx.db.user.upsert({ where: { email }, create: { email, name }, update: {} })
    userIds.push(user.id)
    const member = { teamId, userId: user.id }
    await ctx.db.membership.upsert({ where: { teamId_userId: member }, create: member, update: {} })
    const known = { ...member, name, confirmedAt: now, createdAt: now }
    await ctx.db.identity.createMany({
      data: [
        { ...known, channel: 'slack', connectionId: key.connectionId, address: slack },
        ...(telegram
          ? [{ ...known, channel: 'telegram' as const, connectionId: bot.connectionId, address: telegram }]
          : []),
      ],
    })
  }
  const titles = Array.from({ length: plan.messages }, (_, index) => `Notice ${index + 1} of ${plan.messages}`)
  const rows = titles.map((title, index) => ({
    teamId,
    userId: userIds[index % userIds.length] ?? '',
    key: `drill:${index}`,
    kind: 'alert' as const,
    data: { title, body: `**${title}** is on its way.`, path: '/' },
  }))
  for (let at = 0; at < rows.length; at += batch) await queueMessages(ctx.db, rows.slice(at, at + batch), now)
  const percent = plan.slackFailing / 2
  const slackFault = {
    path: '/slack/api/chat.postMessage',
    times: 'until_off',
    percent: Math.max(1, Math.round(percent)),
  }
  await addFault(sandboxUrl, { kind: 'unavailable', ...slackFault })
  await addFault(sandboxUrl, { kind: 'lost_answer', ...slackFault })
  await addFault(sandboxUrl, { kind: 'answer', path: '/bot-api', times: 'until_off', delayMs: plan.telegramDelayMs })
  return titles
}

const askSandbox = async (sandboxUrl: string, what: string): Promise<unknown> =>
  (await fetch(`${sandboxUrl}/control/${what}`)).json()

async function addFault(sandboxUrl: string, fault: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${sandboxUrl}/control/faults`, { method: 'POST', headers, body: JSON.stringify(fault) })
  if (!answer.ok) throw new Error(`The sandbox refuses a fault: ${await answer.text()}`)
}

async function strike(
  product: Product,
  plan: ChannelsPlan,
  mostMs: number,
): Promise<{ tookMs: number; kills: number }> {
  const startedAt = performance.now()
  const elapsedMs = () => Math.round(performance.now() - startedAt)
  product.keepWorkers(plan.workers)
  let kills = 0
  for (;;) {
    if (kills < plan.mostKills && elapsedMs() >= (kills + 1) * plan.killEveryMs) {
      kills++
      await product.killWorker()
    }
    const left = await product.ctx.db.outboundMessage.count({
      where: { OR: [{ dueAt: { not: null } }, { claimedBy: { not: null } }] },
    })
    if (left === 0) return { tookMs: elapsedMs(), kills }
    if (elapsedMs() > mostMs) throw new Error(`Not done after ${mostMs / 1_000} s: ${left} messages are left.`)
    await pause(pollMs)
  }
}

const sentSchema = z.object({
  sent: z.array(z.object({ channel: z.enum(['slack', 'telegram', 'email']), text: z.string() })),
})

async function lookAt({ ctx: { db }, sandboxUrl }: Product, titles: string[]) {
  const { sent } = sentSchema.parse(await askSandbox(sandboxUrl, 'sent'))
  const arrived = new Map<string, number>()
  for (const { channel, text } of sent) {
    const title = /Notice \d+ of \d+/.exec(text)?.[0]
    if (title) arrived.set(`${channel} ${title}`, (arrived.get(`${channel} ${title}`) ?? 0) + 1)
  }
  const rows = await db.outboundMessage.findMany({
    where: { key: { startsWith: 'drill:' } },
    include: { deliveries: { orderBy: { id: 'asc' } } },
  })
  const faults: string[] = []
  if (rows.length !== titles.length) faults.push(`${rows.length} messages of ${titles.length} are there`)
  for (const [what, times] of arrived) if (times > 1) faults.push(`${what} has arrived ${times} times`)
  const messages: Record<string, number> = {}
  const attempts: Record<string, number> = {}
  for (const { data, state, trace, deliveries } of rows) {
    const { title } = z.object({ title: z.string() }).parse(data)
    messages[state] = (messages[state] ?? 0) + 1
    if (state === 'waiting') faults.push(`${title} is neither delivered nor given up`)
    for (const { channel, state: outcome } of deliveries) {
      const name = `${channel} ${outcome}`
      attempts[name] = (attempts[name] ?? 0) + 1
      const isThere = arrived.has(`${channel} ${title}`)
      if (outcome === 'sent' && !isThere) faults.push(`${title} is said to be sent by ${channel}, and is not there`)
      if (outcome === 'sending') faults.push(`${title} has an attempt by ${channel} of which nobody knows`)
    }
    const isExpected = (channel: string) =>
      deliveries.some((one) => one.channel === channel && (one.state === 'sent' || one.state === 'unknown'))
    for (const channel of ['slack', 'telegram', 'email'])
      if (arrived.has(`${channel} ${title}`) && !isExpected(channel))
        faults.push(`${title} has arrived by ${channel}, and nobody knows`)
    const steps = traceSchema.parse(trace)
    const used = [...new Set(deliveries.map(({ channel }) => channel))]
    for (const channel of used.slice(0, -1))
      if (!steps.some((step) => step.channel === channel && step.what !== 'sent'))
        faults.push(`${title} left ${channel} without a reason`)
  }
  return { messages, attempts, faults }
}
