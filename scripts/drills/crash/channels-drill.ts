import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { traceSchema } from '@switchboard/core/channels/trace'
import { type Ports, type Product, withDrilledProduct } from './product'

export type ChannelsPlan = {
  messages: number
  /** Members, among whom the messages are spread evenly. */
  people: number
  workers: number
  /** A worker is killed so often, in milliseconds. */
  killEveryMs: number
  /** After so many they are left alone. */
  mostKills: number
  /** Of Slack's calls, in percent: half are refused, half are done and their answer is lost. */
  slackFailing: number
  telegramDelayMs: number
  ports: Ports
  /** Is told of each kill, and how many messages are left then. */
  onKill?: (kill: { afterMs: number; left: number }) => void
}
export type ChannelsRun = {
  tookMs: number
  kills: number
  /** Messages by their last state. */
  messages: Record<string, number>
  /** Attempts by channel and state: 'slack sent'. */
  attempts: Record<string, number>
  /** What made messages leave a channel for another, by channel and words. */
  reasons: Record<string, number>
  /** What is not as it has to be, in words. */
  faults: string[]
}

const pollMs = 100
const batch = 1_000
/** People of the stand-ins' crowds: each is known at both by the same number. */
const firstTelegramId = 50_000
const telegramFirst = {
  channels: ['telegram', 'slack', 'email'].map((channel) => ({ channel, on: true, priority: 1 })),
}

/**
 * Sends messages to a team's members while Slack fails now and then, Telegram is slow and workers are killed, and looks at what has arrived. Throws when
 * it is not through after `mostMs`.
 */
export async function runChannels(plan: ChannelsPlan, mostMs: number): Promise<ChannelsRun> {
  return withDrilledProduct(
    'channels',
    () => ({ ports: plan.ports, provider: 'slack' }),
    async (product) => {
      const titles = await prepare(product, plan)
      const { tookMs, kills } = await strike(product, plan, mostMs)
      return { tookMs, kills, ...(await lookAt(product, titles)) }
    },
  )
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
  const userIds = await join(ctx, { slack: key, telegramId: bot.connectionId, people: plan.people })
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

/** So many more members, whom all channels know: two of three are told by Slack first, the third by Telegram. */
async function join(
  { db, clock }: Product['ctx'],
  {
    slack: { teamId, connectionId },
    telegramId,
    people,
  }: { slack: Product['key']; telegramId: string; people: number },
): Promise<string[]> {
  const now = clock.now()
  const members = Array.from({ length: people }, (_, at) => ({ number: at + 1, userId: randomUUID() }))
  await db.user.createMany({
    data: members.map(({ number, userId }) => ({
      id: userId,
      email: `person-${number}@northwind.example`,
      name: `Person ${number}`,
    })),
  })
  await db.membership.createMany({ data: members.map(({ userId }) => ({ teamId, userId })) })
  await db.identity.createMany({
    data: members.flatMap(({ number, userId }) => {
      const known = { teamId, userId, name: `Person ${number}`, confirmedAt: now, createdAt: now }
      const address = String(firstTelegramId + number)
      return [
        { ...known, channel: 'slack' as const, connectionId, address: `U0CROWD${number}` },
        { ...known, channel: 'telegram' as const, connectionId: telegramId, address },
      ]
    }),
  })
  await db.reachPreference.createMany({
    data: members
      .filter(({ number }) => number % 3 === 0)
      .map(({ userId }) => ({ teamId, userId, values: telegramFirst, updatedAt: now })),
  })
  return members.map(({ userId }) => userId)
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
    const isTime = kills < plan.mostKills && elapsedMs() >= (kills + 1) * plan.killEveryMs
    const isKilled = isTime && (await product.killWorker())
    if (isKilled) kills++
    const left = await product.ctx.db.outboundMessage.count({
      where: { OR: [{ dueAt: { not: null } }, { claimedBy: { not: null } }] },
    })
    if (isKilled) plan.onKill?.({ afterMs: elapsedMs(), left })
    if (left === 0) return { tookMs: elapsedMs(), kills }
    if (elapsedMs() > mostMs) throw new Error(`Not done after ${mostMs / 1_000} s: ${left} messages are left.`)
    await pause(pollMs)
  }
}

const channelSchema = z.enum(['slack', 'telegram', 'email'])
const sentSchema = z.object({
  sent: z.array(z.object({ channel: channelSchema, to: z.string(), text: z.string(), at: z.coerce.date() })),
})
type Sent = z.infer<typeof sentSchema>['sent'][number]

async function lookAt({ ctx: { db }, key: { teamId }, sandboxUrl }: Product, titles: string[]) {
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
  const preferences = await db.reachPreference.findMany({ where: { teamId } })
  const prefersTelegram = new Set<string | null>(preferences.map(({ userId }) => userId))
  const faults = tooFast(sent)
  if (rows.length !== titles.length) faults.push(`${rows.length} messages of ${titles.length} are there`)
  for (const [what, times] of arrived) if (times > 1) faults.push(`${what} has arrived ${times} times`)
  const messages: Record<string, number> = {}
  const attempts: Record<string, number> = {}
  const reasons: Record<string, number> = {}
  const count = (counts: Record<string, number>, name: string) => (counts[name] = (counts[name] ?? 0) + 1)
  for (const { data, state, trace, deliveries, userId } of rows) {
    const { title } = z.object({ title: z.string() }).parse(data)
    count(messages, state)
    if (state === 'waiting') faults.push(`${title} is neither delivered nor given up`)
    for (const { channel, state: outcome } of deliveries) {
      count(attempts, `${channel} ${outcome}`)
      const isThere = arrived.has(`${channel} ${title}`)
      if (outcome === 'sent' && !isThere) faults.push(`${title} is said to be sent by ${channel}, and is not there`)
      if (outcome === 'sending') faults.push(`${title} has an attempt by ${channel} of which nobody knows`)
    }
    const isExpected = (channel: string) =>
      deliveries.some((one) => one.channel === channel && (one.state === 'sent' || one.state === 'unknown'))
    for (const channel of channelSchema.options)
      if (arrived.has(`${channel} ${title}`) && !isExpected(channel))
        faults.push(`${title} has arrived by ${channel}, and nobody knows`)
    const steps = traceSchema.parse(trace)
    const order = prefersTelegram.has(userId) ? ['telegram', 'slack', 'email'] : ['slack', 'email', 'telegram']
    const last = Math.max(...deliveries.map(({ channel }) => order.indexOf(channel)))
    for (const channel of order.slice(0, last)) {
      const step = steps.findLast((one) => one.channel === channel && one.what !== 'sent')
      if (step) count(reasons, `${channel}: ${step.why}`)
      else faults.push(`${title} left ${channel} without a reason`)
    }
  }
  return { messages, attempts, reasons, faults }
}

const windowMs = 10_000
/** One a second, the first at once; and what was on its way when the second began. */
const mostInWindow = 12

/** Chats that were sent more than their services let them take. */
function tooFast(sent: Sent[]): string[] {
  const chats = new Map<string, number[]>()
  for (const { channel, to, at } of sent)
    if (channel !== 'email') chats.set(`${channel} ${to}`, [...(chats.get(`${channel} ${to}`) ?? []), at.getTime()])
  return [...chats].flatMap(([chat, times]) => {
    const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length))
    return most > mostInWindow ? [`${chat} was sent ${most} messages within ten seconds`] : []
  })
}
