import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { refreshMessages } from '@switchboard/core/channels/refresh-messages'
import { lookAt, lookAtChanged, readSent } from './channels-verdict'
import { noticeOf, type Notice } from './notice'
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
  /**
   * Of Slack's calls, in percent: half are refused, half are done and their answer is lost. Changes fail as often, at Telegram too, up to so
   * many of them in all.
   */
  slackFailing: number
  /** Looks for what has arrived there, in percent: each is made again a quarter of a minute later. */
  lookUpsFailing: number
  telegramDelayMs: number
  /** So many say something else once all have arrived, and are changed where they stand. */
  changed: number
  ports: Ports
  /** Is told of each kill, and how many messages are left then. */
  onKill?: (kill: { afterMs: number; left: number }) => void
}
export type ChannelsRun = {
  tookMs: number
  kills: number
  /** Messages by their last state. */
  messages: Record<string, number>
  /** What has come to each channel: a long message in several parts. */
  parts: Record<string, number>
  /** Places in which a message has been changed. */
  changes: number
  /** Attempts by channel and state: 'slack sent'. */
  attempts: Record<string, number>
  /** What made messages leave a channel for another, by channel and words. */
  reasons: Record<string, number>
  /** What is not as it has to be, in words. */
  faults: string[]
}

const pollMs = 100
const batch = 1_000
/** With every other kill Slack is away for so long, which opens its breaker: probes of it fail, or their answer is lost. */
const outageMs = 2_000
/** The shortest that an installation may set: several probes within an outage. */
const restMs = 1_000
/** What some messages tell of lasts until this row is gone. */
const lastingRoute = 'drill:lasts'
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
    () => ({ ports: plan.ports, provider: 'slack', variables: { CHANNEL_REST_MS: String(restMs) } }),
    async (product) => {
      const notices = await prepare(product, plan)
      const startedAt = performance.now()
      const striking = beginStrikes(product, plan, mostMs)
      await striking.untilDone()
      const before = await readSent(product.sandboxUrl)
      const seen = await lookAt(product, notices, before)
      await changeWords(product)
      await striking.untilDone()
      const after = await readSent(product.sandboxUrl)
      const { changes, faults } = await lookAtChanged(product, notices, { before, after })
      const tookMs = Math.round(performance.now() - startedAt)
      return { tookMs, kills: striking.kills(), ...seen, changes, faults: [...seen.faults, ...faults] }
    },
  )
}

/** Members, what is known of them, and all messages; nothing works yet. */
async function prepare({ ctx, key, sandboxUrl }: Product, plan: ChannelsPlan): Promise<Notice[]> {
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
  await ctx.db.route.create({ data: { id: lastingRoute, tokens: 0, tokensAt: now, openUntil: now } })
  const notices = Array.from({ length: plan.messages }, (_, index) => noticeOf(index, plan))
  const rows = notices.map(({ key: name, title, body, changes }, index) => ({
    teamId,
    userId: userIds[index % userIds.length] ?? '',
    key: name,
    kind: 'alert' as const,
    // Whatever lasts has one subject: its row.
    ...(changes ? { subjectId: teamId } : {}),
    data: { title, body, path: '/', ...(changes ? { lasts: { route: lastingRoute } } : {}) },
  }))
  for (let at = 0; at < rows.length; at += batch) await queueMessages(ctx.db, rows.slice(at, at + batch), now)
  await addFaults(sandboxUrl, plan, token)
  return notices
}

const postPath = '/slack/api/chat.postMessage'

async function addFaults(
  sandboxUrl: string,
  { slackFailing, lookUpsFailing, telegramDelayMs, changed }: ChannelsPlan,
  token: string,
): Promise<void> {
  const half = slackFailing / 2
  const percents = {
    unavailable: Math.max(1, Math.round(half)),
    // It strikes of what the one before has let by.
    lost_answer: Math.max(1, Math.round(half / (1 - half / 100))),
  }
  for (const [kind, percent] of Object.entries(percents)) {
    await addFault(sandboxUrl, { kind, path: postPath, times: 'until_off', percent })
    // What cannot be changed is tried again after as long as it has waited: the last would come long after all others.
    const times = Math.max(1, Math.ceil((changed * percent) / 100))
    for (const path of ['/slack/api/chat.update', `/bot-api/bot${token}/editMessageText`])
      await addFault(sandboxUrl, { kind, path, times, percent })
  }
  if (lookUpsFailing > 0)
    for (const method of ['conversations.history', 'conversations.replies'])
      await addFault(sandboxUrl, {
        kind: 'unavailable',
        path: `/slack/api/${method}`,
        times: 'until_off',
        percent: lookUpsFailing,
      })
  await addFault(sandboxUrl, { kind: 'answer', path: '/bot-api', delayMs: telegramDelayMs, times: 'until_off' })
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

/** What some messages tell of is over. */
async function changeWords({ ctx, key: { teamId } }: Product): Promise<void> {
  await ctx.db.route.deleteMany({ where: { id: lastingRoute } })
  await refreshMessages(ctx.db, [{ teamId, id: teamId }], ctx.clock.now())
}

const askSandbox = async (sandboxUrl: string, what: string): Promise<unknown> =>
  (await fetch(`${sandboxUrl}/control/${what}`)).json()

const addedSchema = z.object({ fault: z.object({ id: z.string() }) })

/** Answers the fault's id. */
async function addFault(sandboxUrl: string, fault: object): Promise<string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const answer = await fetch(`${sandboxUrl}/control/faults`, { method: 'POST', headers, body: JSON.stringify(fault) })
  if (!answer.ok) throw new Error(`The sandbox refuses a fault: ${await answer.text()}`)
  return addedSchema.parse(await answer.json()).fault.id
}

/** Workers that are killed, every other time with an outage of Slack, for as long as anything is left to do. */
function beginStrikes(product: Product, plan: ChannelsPlan, mostMs: number) {
  const { sandboxUrl } = product
  const startedAt = performance.now()
  const elapsedMs = () => Math.round(performance.now() - startedAt)
  let kills = 0
  let outage: { id: string; endsMs: number } | null = null
  const endOutage = async () => {
    if (outage) await fetch(`${sandboxUrl}/control/faults/${outage.id}`, { method: 'DELETE' })
    outage = null
  }
  product.keepWorkers(plan.workers)
  return {
    kills: () => kills,
    /** Until nothing is left. Throws when that takes too long. */
    async untilDone(): Promise<void> {
      for (;;) {
        if (outage && elapsedMs() >= outage.endsMs) await endOutage()
        const isTime = kills < plan.mostKills && elapsedMs() >= (kills + 1) * plan.killEveryMs
        const isKilled = isTime && (await product.killWorker())
        if (isKilled) {
          kills++
          if (kills % 2 === 0) {
            await endOutage()
            const kind = kills % 4 === 0 ? 'lost_answer' : 'unavailable'
            const id = await addFault(sandboxUrl, { kind, path: postPath, times: 'until_off' })
            outage = { id, endsMs: elapsedMs() + outageMs }
          }
        }
        const left = await product.ctx.db.outboundMessage.count({
          where: { OR: [{ dueAt: { not: null } }, { claimedBy: { not: null } }] },
        })
        if (isKilled) plan.onKill?.({ afterMs: elapsedMs(), left })
        if (left === 0) return
        if (elapsedMs() > mostMs)
          throw new Error(`Not done after ${mostMs / 1_000} s: ${left} messages are left.\n${await pathsOf(product)}`)
        await pause(pollMs)
      }
    },
  }
}

/** What has become so far of what is left. */
async function pathsOf({ ctx: { db } }: Product): Promise<string> {
  const left = await db.outboundMessage.findMany({
    where: { OR: [{ dueAt: { not: null } }, { claimedBy: { not: null } }] },
    take: 5,
  })
  return left.map(({ key, state, dueAt, trace }) => JSON.stringify({ key, state, dueAt, trace })).join('\n')
}
