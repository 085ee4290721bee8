import { beforeAll, expect, test } from 'vitest'
import { freePort } from '@switchboard/testing'
import { runChannels } from '../../../scripts/drills/crash/channels-drill'
import { pointsOf, type Plan, runSyncUnder } from '../../../scripts/drills/crash/drill'
import { runBurst } from '../../../scripts/drills/crash/inbound-drill'
import { buildBundles, type Ports } from '../../../scripts/drills/crash/product'
import { killWhileRefreshing } from '../../../scripts/drills/crash/refresh-drill'
import { randomOf } from '../../../scripts/drills/crash/random'

async function freePorts(): Promise<Ports> {
  const [web = 0, gateway = 0, sandbox = 0, smtp = 0] = await Promise.all([1, 2, 3, 4].map(freePort))
  return { web, gateway, sandbox, smtp }
}

// In one file: what is built lies in one place.
beforeAll(buildBundles, 60_000)

// The same at full size, and measured: `npm run drill -- sync`.
test(
  'a sync whose worker and database are killed loses nothing and makes nothing twice',
  { timeout: 90_000 },
  async () => {
    const struck = { workerKills: 3, databaseKills: 1, held: 20 }
    const plan: Plan = { mails: 60, workers: 1, ...struck, seed: 11, approves: true, ports: await freePorts() }
    const { outcome, contradictions, kills } = await runSyncUnder(plan, pointsOf(plan, randomOf(plan.seed)), 60_000)
    expect(kills.map(({ victim }) => victim).sort()).toEqual(['database', 'worker', 'worker', 'worker'])
    // Each met a sync that had work left.
    for (const { settled } of kills) expect(settled).toBeLessThan(60)
    expect(contradictions).toEqual([])
    expect(new Set(outcome.mails).size).toBe(60)
    expect(outcome.mails).toHaveLength(60)
    // Three of five mails ask for something.
    expect(outcome.tasks.length).toBeGreaterThan(20)
  },
)

// The same at full size, and measured: `npm run drill -- inbound`.
test(
  'a burst of events under kills of worker and database: each once, in the order of its conversation',
  { timeout: 120_000 },
  async () => {
    const plan = {
      events: 120,
      duplicates: 0.05,
      workerKills: 2,
      databaseKills: 1,
      seed: 7,
      ports: await freePorts(),
    }
    const { faults, struck, unique, suggestions } = await runBurst(plan, 100_000)
    expect(struck.map(({ victim }) => victim).sort()).toEqual(['database', 'worker', 'worker'])
    expect(faults).toEqual([])
    expect(unique).toBe(114)
    expect(suggestions).toBeGreaterThan(30)
  },
)

// The same at full size, and measured: `npm run drill -- channels`.
test(
  'messages to people while a channel fails and workers are killed: each once, elsewhere only with a reason',
  { timeout: 180_000 },
  async () => {
    const leftAtKills: number[] = []
    const plan = {
      messages: 80,
      people: 9,
      workers: 2,
      killEveryMs: 4_000,
      mostKills: 2,
      onKill: ({ left }: { left: number }) => void leftAtKills.push(left),
      slackFailing: 30,
      lookUpsFailing: 0,
      telegramDelayMs: 50,
      // What cannot be changed at once is tried after as long as it has waited: the large drill waits for that.
      changed: 0,
      ports: await freePorts(),
    }
    const { faults, messages, parts, attempts, kills } = await runChannels(plan, 150_000)
    expect(kills).toBe(2)
    // Nine messages for each person, one a second: none of the kills met workers that were done.
    expect(Math.min(...leftAtKills)).toBeGreaterThan(0)
    expect(faults).toEqual([])
    expect((messages.reached ?? 0) + (messages.failed ?? 0)).toBe(80)
    expect(attempts['slack sent']).toBeGreaterThan(3)
    expect(attempts['telegram sent']).toBeGreaterThan(10)
    expect(attempts['slack failed']).toBeGreaterThan(0)
    // One of five is long.
    expect(parts.telegram).toBeGreaterThan(attempts['telegram sent'] ?? 0)
  },
)

test(
  'a worker that is killed between the provider’s new tokens and storing them: another asks to reconnect within a minute',
  { timeout: 90_000 },
  async () => {
    const { connection, afterMs } = await killWhileRefreshing(await freePorts(), 75_000)
    expect(connection).toMatchObject({ errorCode: 'grant_revoked', errorMessage: expect.stringContaining('Reconnect') })
    // With the 25 s for which the lease of the dead holds.
    expect(afterMs).toBeLessThan(35_000)
  },
)
