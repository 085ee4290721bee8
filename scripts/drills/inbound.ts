// `npm run drill -- inbound [--events 5000] [--duplicates 0.05] [--kills 2] [--database-kills 1] [--seed N]`: a burst of Slack's events while
// worker and database are killed. Takes some minutes.
import { parseArgs } from 'node:util'
import { type BurstPlan, runBurst } from './crash/inbound-drill'
import { buildBundles } from './crash/product'
import { end, mostMs, ports, seconds } from './verdict'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '5000' },
    duplicates: { type: 'string', default: '0.05' },
    kills: { type: 'string', default: '2' },
    'database-kills': { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const plan: BurstPlan = {
  events: Number(values.events),
  duplicates: Number(values.duplicates),
  workerKills: Number(values.kills),
  databaseKills: Number(values['database-kills']),
  seed: Number(values.seed),
  ports,
}

console.log(
  `${plan.events} events; seed ${plan.seed} (--seed ${plan.seed} sends the same and strikes at the same points)`,
)
await buildBundles()
const { struck, faults, ...run } = await runBurst(plan, mostMs)
console.table(struck.map(({ victim, ...at }) => ({ 'SIGKILL of': victim, ...at })))
console.table([
  {
    'unique events': run.unique,
    'sent again': run.retries,
    messages: run.messages,
    asks: run.asks,
    suggestions: run.suggestions,
    'all taken after': seconds(run.sentAfterMs),
    'all done after': seconds(run.drainedAfterMs),
  },
])
end(faults, 'every event once, in the order of its conversation, every ask one suggestion')
