import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import PQueue from 'p-queue'
import { WebSocket } from 'ws'
import { appendEvent } from '@switchboard/core/conversations/append-events'
import { say } from '@switchboard/core/conversations/say'
import { startConversation } from '@switchboard/core/conversations/start-conversation'
import { buildBundles, type Product, withDrilledProduct } from '../scripts/drills/crash/product'
import { followConversation, sessionCookie } from './follow-conversation'
import { ms, quantile } from './measure'
import { ageOf, stamp, stampsIn } from './stamp'
import type { Suite } from './suite'

const ports = { web: 3220, gateway: 3221, sandbox: 3222, smtp: 3223 }
const modelPort = 3224
const rawPort = 3225
const perSecond = 10
const eventBytes = 300
const tokensPerSecond = 20
const most = { timesRaw: 1.4, gatewayMb: 200, tokenMs: 150 }

type Sizes = { sockets: number; broadcasts: number; rounds: number; streams: number; tokens: number }
const whole: Sizes = { sockets: 1_000, broadcasts: 100, rounds: 3, streams: 200, tokens: 200 }
const small: Sizes = { sockets: 50, broadcasts: 20, rounds: 1, streams: 10, tokens: 20 }

/**
 * Events of a conversation to many sockets, beside raw `ws` that hears the same notifications; and answers that a model streams to many people at
 * once, from the moment in which it sends a word until the page has it.
 */
export const run: Suite = async ({ quick }) => {
  const sizes = quick ? small : whole
  await buildBundles()
  const variables = {
    LIMIT_CALLS: '1000000',
    LIMIT_REQUESTS: '1000000',
    LIMIT_CONNECTS: '1000000',
    OPENAI_API_KEY: 'sandbox-bench',
    OPENAI_BASE_URL: `http://localhost:${modelPort}/v1`,
  }
  return withDrilledProduct(
    'bench',
    () => ({ ports, provider: 'slack', variables }),
    async (product) => {
      const raw = await startBeside('raw-broadcast.ts', product.databaseUrl, rawPort)
      const model = await startBeside('stamping-model.ts', modelPort, tokensPerSecond, sizes.tokens)
      try {
        const told = await broadcast(product, sizes)
        product.keepWorkers(1)
        // The worker starts, and writes a first answer.
        await streams(product, { ...sizes, streams: 1 })
        return figuresOf(sizes, { ...told, ...(await streams(product, sizes)) })
      } finally {
        raw.kill('SIGKILL')
        model.kill('SIGKILL')
      }
    },
  )
}

type Measured = Awaited<ReturnType<typeof broadcast>> & Awaited<ReturnType<typeof streams>>

function figuresOf(sizes: Sizes, { ours, raw, gatewayMb, tokenMs, firstMs, missing }: Measured) {
  const ratio = quantile(
    ours.map((round, at) => quantile(round.tookMs, 0.99) / quantile(raw[at]?.tookMs ?? [], 0.99)),
    0.5,
  )
  const lost = ours.reduce((sum, round) => sum + round.lost, 0)
  const tokenP99 = quantile(tokenMs, 0.99)
  const row = (name: string, values: number[]) => ({
    [`${sizes.sockets} sockets, ${sizes.streams} answers`]: name,
    'p50 ms': ms(quantile(values, 0.5)),
    'p99 ms': ms(quantile(values, 0.99)),
  })
  const all = (rounds: Round[]) => rounds.flatMap(({ tookMs }) => tookMs)
  return {
    rows: [
      row('raw ws', all(raw)),
      row('conversation', all(ours)),
      row('first word, from asking', firstMs),
      row('word, from the model', tokenMs),
    ],
    goals: [
      { name: `every event told: ${lost} lost`, reached: lost === 0 },
      { name: `p99 at most ${most.timesRaw} of raw ws: ${ratio.toFixed(2)}`, reached: ratio <= most.timesRaw },
      { name: `gateway at most ${most.gatewayMb} MB: ${gatewayMb.toFixed(0)}`, reached: gatewayMb <= most.gatewayMb },
      { name: `every word told: ${missing} missing`, reached: missing === 0 },
      { name: `word, p99 under ${most.tokenMs} ms: ${tokenP99.toFixed(1)}`, reached: tokenP99 < most.tokenMs },
    ],
  }
}

async function startBeside(script: string, ...values: (string | number)[]): Promise<ChildProcess> {
  const program = ['--import', 'tsx', path.join(import.meta.dirname, script), ...values.map(String)]
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') return child
  throw new Error(`${script} ended before it was ready.`)
}

type Round = { tookMs: number[]; lost: number }

/** By turns: what else the machine does meets both. */
async function broadcast(product: Product, { sockets: count, broadcasts, rounds }: Sizes) {
  const who = await product.ctx.db.membership.findFirstOrThrow({ where: { teamId: product.key.teamId } })
  const conversationId = await begin(product, who.userId)
  const cookie = await sessionCookie(product.sessionSecret, who)
  let hear: (message: string) => void = () => undefined
  const about = { teamId: who.teamId, conversationId }
  /** The most that it held while all sockets were open. */
  let gatewayMb = 0
  const one = async (sockets: WebSocket[]): Promise<Round> => {
    const tookMs: number[] = []
    hear = (message) => tookMs.push(...stampsIn(message).map(ageOf))
    for (let at = 0; at < broadcasts; at++) {
      const next = performance.now() + 1_000 / perSecond
      const text = stamp().padEnd(eventBytes, '.')
      await product.ctx.db.$transaction((tx) =>
        appendEvent(tx, { ...about, event: { kind: 'text', messageId: randomUUID(), from: 0, text } }, new Date()),
      )
      await pause(Math.max(0, next - performance.now()))
    }
    await pause(1_000)
    gatewayMb = Math.max(gatewayMb, residentMb(product.gatewayPid))
    for (const socket of sockets) socket.terminate()
    return { tookMs, lost: broadcasts * count - tookMs.length }
  }
  const ours: Round[] = []
  const raw: Round[] = []
  const page = pageOf(product, cookie)
  for (let round = 0; round < rounds; round++) {
    raw.push(await one(await openAll(count, () => openRaw((message) => hear(message)))))
    const { lastSeq } = await product.ctx.db.conversation.findFirstOrThrow({ where: { id: conversationId } })
    const from = { conversationId, lastEventId: String(lastSeq) }
    ours.push(await one(await openAll(count, () => followConversation(page, from, (message) => hear(message)))))
  }
  return { ours, raw, gatewayMb }
}

async function openRaw(hear: (message: string) => void): Promise<WebSocket> {
  const socket = new WebSocket(`ws://localhost:${rawPort}`)
  socket.on('message', (data) => hear(data.toString()))
  await once(socket, 'open')
  return socket
}

/** Some at a time, as many pages that open at once would be. */
async function openAll(count: number, open: () => Promise<WebSocket>): Promise<WebSocket[]> {
  const sockets: WebSocket[] = []
  while (sockets.length < count)
    sockets.push(...(await Promise.all(Array.from({ length: Math.min(50, count - sockets.length) }, open))))
  return sockets
}

/** So many people ask at once, and follow what is answered. */
async function streams(product: Product, { streams: count, tokens }: Sizes) {
  const { ctx, key } = product
  const tokenMs: number[] = []
  const firstMs: number[] = []
  const people = Array.from({ length: count }, randomPerson)
  await ctx.db.user.createMany({ data: people.map((one) => ({ ...one, name: one.email })) })
  await ctx.db.membership.createMany({ data: people.map(({ id: userId }) => ({ teamId: key.teamId, userId })) })
  const sockets: WebSocket[] = []
  const asking: (() => Promise<unknown>)[] = []
  for (const { id: userId } of people) {
    const who = { teamId: key.teamId, userId }
    const conversationId = await begin(product, userId)
    const cookie = await sessionCookie(product.sessionSecret, who)
    let askedAt = 0
    const seen = new Set<string>()
    sockets.push(
      await followConversation(pageOf(product, cookie), { conversationId, lastEventId: '0' }, (message) => {
        for (const word of stampsIn(message)) {
          // At its end the message comes whole.
          if (seen.has(word)) continue
          if (seen.size === 0) firstMs.push(performance.now() - askedAt)
          seen.add(word)
          tokenMs.push(ageOf(word))
        }
      }),
    )
    asking.push(() => {
      askedAt = performance.now()
      const saying = {
        conversationId,
        key: randomUUID(),
        text: 'What time is it?',
        channel: 'web',
        saidAt: new Date(),
      } as const
      return say(ctx, who, saying)
    })
  }
  // As many at a time as there are connections to ask by: within a second or two all of them are under way.
  await new PQueue({ concurrency: 4 }).addAll(asking)
  const deadline = performance.now() + (tokens / tokensPerSecond) * 1_000 + 60_000
  while (tokenMs.length < count * tokens && performance.now() < deadline) await pause(200)
  for (const socket of sockets) socket.terminate()
  return { tokenMs, firstMs, missing: count * tokens - tokenMs.length }
}

const pageOf = ({ publicUrl: origin }: Product, cookie: string) => ({
  url: `ws://localhost:${ports.gateway}/ws`,
  origin,
  cookie,
})

async function begin({ ctx, key }: Product, userId: string): Promise<string> {
  const agent = await ctx.db.agent.findFirstOrThrow({ where: { teamId: key.teamId } })
  const conversation = { id: randomUUID(), agentId: agent.id, channel: 'web', title: 'Measured' } as const
  await ctx.db.$transaction((tx) => startConversation(ctx, tx, { teamId: key.teamId, userId }, conversation))
  return conversation.id
}

function residentMb(pid: number | undefined): number {
  if (pid === undefined) return Number.NaN
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024
}

function randomPerson() {
  const id = randomUUID()
  return { id, email: `${id}@northwind.example` }
}
