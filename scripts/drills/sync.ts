// `npm run drill -- sync [--mails 2000] [--workers 1] [--kills 20] [--database-kills 3] [--seed N] [--unpaced]`: a sync of generated mail while
// worker and database are killed, compared with the same sync left alone. Takes some minutes. Mails are read as fast as Gmail lets one user read
// them, as the product does there; `--unpaced`, as fast as the machine can.
import { parseArgs } from 'node:util'
import { differences, type Plan, pointsOf, runSyncUnder } from './crash/drill'
import { buildBundles } from './crash/product'
import { randomOf } from './crash/random'
import { end, mostMs, ports, seconds } from './verdict'

const { values } = parseArgs({
  options: {
    mails: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '1' },
    kills: { type: 'string', default: '20' },
    'database-kills': { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    unpaced: { type: 'boolean', default: false },
  },
})
const plan: Plan = {
  mails: Number(values.mails),
  workers: Number(values.workers),
  workerKills: Number(values.kills),
  databaseKills: Number(values['database-kills']),
  seed: Number(values.seed),
  approves: true,
  // What the sandbox lets by is the launcher's.
  variables: values.unpaced ? {} : { GMAIL_UNITS_PER_SECOND: '250' },
  ports,
}

console.log(
  `${plan.mails} mails, ${plan.workers} worker processes; seed ${plan.seed} (--seed ${plan.seed} strikes at the same points again)`,
)
await buildBundles()
const undisturbed = await runSyncUnder(plan, [], mostMs)
console.log(`undisturbed: ${seconds(undisturbed.tookMs)}, ${undisturbed.outcome.tasks.length} tasks`)
const disturbed = await runSyncUnder(plan, pointsOf(plan, randomOf(plan.seed)), mostMs)
console.table(
  disturbed.kills.map(({ victim, settled, afterMs, backAfterMs }) => ({
    'SIGKILL of': victim,
    'mails settled': settled,
    after: seconds(afterMs),
    'next mail settled after': backAfterMs === null ? '' : seconds(backAfterMs),
  })),
)
const ratio = disturbed.tookMs / undisturbed.tookMs
const faults = [
  ...differences(undisturbed.outcome, disturbed.outcome),
  ...disturbed.contradictions,
  ...(ratio > 2 ? [`it took ${ratio.toFixed(2)} times the undisturbed time, at most 2 are allowed`] : []),
]
console.table(
  [undisturbed, disturbed].map(({ kills, tookMs, outcome, runs }) => ({
    kills: kills.length,
    time: seconds(tookMs),
    'ledger rows': outcome.mails.length,
    suggestions: outcome.suggestions.length,
    tasks: outcome.tasks.length,
    'sync runs': runs,
  })),
)
end(faults, `nothing lost, nothing twice, ${ratio.toFixed(2)} times the undisturbed time`)
