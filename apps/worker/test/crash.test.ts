import { expect, test } from 'vitest'
import { pointsOf, type Plan, runSyncUnder } from '../../../scripts/drills/crash/drill'
import { buildBundles } from '../../../scripts/drills/crash/product'
import { randomOf } from '../../../scripts/drills/crash/random'
import { freePorts } from './free-ports'

// The same at full size, and measured: `npm run drill -- sync`.
test(
  'a sync whose worker and database are killed loses nothing and makes nothing twice',
  { timeout: 90_000 },
  async () => {
    const plan: Plan = { mails: 60, workers: 1, workerKills: 3, databaseKills: 1, seed: 11, ports: await freePorts() }
    await buildBundles()
    const { outcome, contradictions, kills } = await runSyncUnder(plan, pointsOf(plan, randomOf(plan.seed)), 60_000)
    expect(kills.map(({ victim }) => victim).sort()).toEqual(['database', 'worker', 'worker', 'worker'])
    expect(contradictions).toEqual([])
    expect(new Set(outcome.mails).size).toBe(60)
    expect(outcome.mails).toHaveLength(60)
    // Three of five mails ask for something.
    expect(outcome.tasks.length).toBeGreaterThan(20)
  },
)
