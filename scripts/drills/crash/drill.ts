import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { oldestSubject, writeMailbox } from './mails'
import { type Ports, type Product, withDrilledProduct } from './product'
import { randomOf } from './random'

export type Plan = {
  mails: number
  workers: number
  workerKills: number
  databaseKills: number
  seed: number
  ports: Ports
  /** So many mails, those that are read last, are not answered for before all has been killed: no kill meets a sync that is over. */
  held?: number
  /** Whether sure suggestions become tasks by themselves. */
  approves: boolean
  /** Beside those that the launcher sets. */
  variables?: Record<string, string>
}
type Point = { victim: 'worker' | 'database'; atMails: number; delayMs: number }
export type Kill = Point & { afterMs: number; settled: number; backAfterMs: number | null }

/** What must be the same however often something was killed. */
export type Outcome = { mails: string[]; suggestions: string[]; tasks: string[] }
export type Run = {
  /** From the start of the first worker until all is seen to be done. */
  tookMs: number
  /** By the ledger: from the start of the first run until the last mail is settled. */
  syncedMs: number
  outcome: Outcome
  kills: Kill[]
  runs: number
  /** Rows that do not fit each other, in words. */
  contradictions: string[]
}

const pollMs = 25
const mailboxSchema = z.object({ messages: z.array(z.object({ id: z.string(), subject: z.string() })) })

/** Where to strike: at that many settled mails, and a moment later, so that it meets any part of the work. */
export function pointsOf({ mails, held = 0, workerKills, databaseKills }: Plan, random: () => number): Point[] {
  const point = (victim: Point['victim']) => ({
    victim,
    atMails: Math.floor(random() * (mails - held) * 0.95),
    delayMs: Math.floor(random() * 300),
  })
  return [
    ...Array.from({ length: workerKills }, () => point('worker')),
    ...Array.from({ length: databaseKills }, () => point('database')),
  ].sort((a, b) => a.atMails - b.atMails)
}

/** Syncs a mailbox once, killing at the points, and looks at what is there in the end. `mostMs`: then it is given up. */
export async function runSyncUnder(plan: Plan, points: Point[], mostMs: number): Promise<Run> {
  const withMails = (folder: string) => {
    const mailbox = path.join(folder, 'mail.mbox')
    writeMailbox(mailbox, plan.mails, randomOf(plan.seed))
    return {
      ports: plan.ports,
      provider: 'gmail' as const,
      mailbox,
      approves: plan.approves,
      variables: plan.variables ?? {},
    }
  }
  return withDrilledProduct('drill', withMails, async (product) => {
    if (plan.held) await holdOldest(product)
    const { tookMs, kills } = await syncUnder(product, plan.workers, points, mostMs)
    return { tookMs, kills, ...(await lookAt(product)) }
  })
}

/** Longer than from one look of ours to the kill that it decides on; a call that is under way when all is done takes no longer. */
const heldMs = 5_000

/** The oldest mail is read last, and its batch with it. */
async function holdOldest({ sandboxUrl }: Product): Promise<void> {
  const oldest = (await mailsIn(sandboxUrl)).find(({ subject }) => subject === oldestSubject)
  if (!oldest) throw new Error(`There is no mail '${oldestSubject}'.`)
  const path = `/gmail/v1/users/me/messages/${oldest.id}`
  const answer = await fetch(`${sandboxUrl}/control/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'answer', path, times: 'until_off', delayMs: heldMs }),
  })
  if (!answer.ok) throw new Error(`The sandbox refuses a fault: ${await answer.text()}`)
}

async function mailsIn(sandboxUrl: string) {
  const answer = await fetch(`${sandboxUrl}/control/mailbox/ada@northwind.example`)
  return mailboxSchema.parse(await answer.json()).messages
}

async function syncUnder(product: Product, workers: number, points: Point[], mostMs: number) {
  const startedAt = performance.now()
  const elapsedMs = () => Math.round(performance.now() - startedAt)
  const kills: Kill[] = []
  const due = [...points]
  product.keepWorkers(workers)
  for (;;) {
    const state = await progressOf(product)
    if (state) {
      for (const kill of kills) if (state.settled > kill.settled) kill.backAfterMs ??= elapsedMs() - kill.afterMs
      const next = due[0]
      if (next && state.settled >= next.atMails) {
        due.shift()
        await pause(next.delayMs)
        if (next.victim === 'database') product.killDatabase()
        else while (!(await product.killWorker())) await pause(pollMs)
        if (due.length === 0) await fetch(`${product.sandboxUrl}/control/faults`, { method: 'DELETE' })
        const afterMs = elapsedMs()
        // What was under way at the moment of the kill has been committed by now, or never will be.
        await pause(pollMs)
        const settled = (await progressOf(product))?.settled ?? state.settled
        kills.push({ ...next, afterMs, settled, backAfterMs: null })
      } else if (!next && state.done) return { tookMs: elapsedMs(), kills }
    }
    if (elapsedMs() > mostMs) throw new Error(`Not done after ${mostMs / 1_000} s: ${JSON.stringify({ state, kills })}`)
    await pause(pollMs)
  }
}

const progressSchema = z.tuple([z.object({ settled: z.number(), done: z.boolean() })])

/** By one small statement, which costs the sync little. Null while the database is away. */
async function progressOf({ ctx: { db }, key }: Product): Promise<{ settled: number; done: boolean } | null> {
  try {
    const [progress] = progressSchema.parse(
      await db.$queryRaw`select count("settledAt")::int as settled, count(*) = count("settledAt") and exists (
        select 1 from "SyncRun" where "teamId" = ${key.teamId}::uuid and "connectionId" = ${key.connectionId}::uuid and state = 'done'
      ) as done from "Item" where "teamId" = ${key.teamId}::uuid and "connectionId" = ${key.connectionId}::uuid`,
    )
    return progress
  } catch {
    return null
  }
}

async function lookAt({ ctx: { db }, key, sandboxUrl }: Product): Promise<Omit<Run, 'tookMs' | 'kills'>> {
  const items = await db.item.findMany({ where: key, include: { suggestions: true, tasks: true } })
  const ids = (await mailsIn(sandboxUrl)).map(({ id }) => id)
  const ledger = items.map(({ externalId }) => externalId).sort()
  if (ledger.join() !== [...ids].sort().join())
    throw new Error(`The ledger has ${ledger.length} rows for ${ids.length} mails.`)
  const runs = await db.syncRun.findMany({ where: key, select: { startedAt: true } })
  const startedMs = Math.min(...runs.map(({ startedAt }) => startedAt.getTime()))
  return {
    syncedMs: Math.max(...items.map(({ settledAt }) => settledAt?.getTime() ?? 0)) - startedMs,
    outcome: {
      mails: items.map(({ title, state, outcome }) => `${title}: ${state}, ${outcome}`).sort(),
      suggestions: items.flatMap((item) => item.suggestions.map(({ status }) => `${item.title}: ${status}`)).sort(),
      tasks: items.flatMap((item) => item.tasks.map(() => item.title)).sort(),
    },
    runs: runs.length,
    contradictions: items.flatMap(({ title, state, outcome, suggestions, tasks }) => [
      ...(state === 'done' ? [] : [`${title} is ${state}`]),
      ...(suggestions.length === (outcome === 'suggested' ? 1 : 0)
        ? []
        : [`${title}: ${suggestions.length} suggestions with outcome ${outcome}`]),
      ...(tasks.length === suggestions.filter(({ status }) => status === 'auto_approved').length
        ? []
        : [`${title}: ${tasks.length} tasks`]),
    ]),
  }
}

/** What differs between two outcomes, in words; empty when nothing does. */
export function differences(undisturbed: Outcome, disturbed: Outcome): string[] {
  return (['mails', 'suggestions', 'tasks'] as const).flatMap((kind) => {
    const [expected, found] = [undisturbed[kind], disturbed[kind]]
    const twice = found.filter((entry, index) => found.indexOf(entry) !== index)
    const missing = expected.filter((entry) => !found.includes(entry))
    const more = found.filter((entry) => !expected.includes(entry))
    return [
      ...twice.map((entry) => `${kind}, twice: ${entry}`),
      ...missing.map((entry) => `${kind}, missing: ${entry}`),
      ...more.map((entry) => `${kind}, unexpected: ${entry}`),
    ]
  })
}
