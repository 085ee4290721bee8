import { expect, test } from 'vitest'
import { buildBundles } from '../../../scripts/drills/crash/product'
import { runBurst } from '../../../scripts/drills/crash/inbound-drill'
import { freePorts } from './free-ports'

// The same at full size, and measured: `npm run drill -- inbound`.
test(
  'a burst of events under kills of worker and database: each once, in the order of its conversation',
  { timeout: 120_000 },
  async () => {
    await buildBundles()
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
