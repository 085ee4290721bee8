import { buildBundles } from '../scripts/drills/crash/product'
import { runSyncUnder } from '../scripts/drills/crash/drill'
import type { Suite } from './suite'

/** What Gmail lets one user fetch: 15,000 quota units a minute, 5 a message. Source: Gmail API, usage limits. */
const gmailMailsPerSecond = 15_000 / 60 / 5

/**
 * From the sandbox's mailbox to suggestions by the offline generator, in worker processes as in production, by the ledger's own times: from
 * the start of the sync until the last mail is settled. Nothing approves itself.
 */
export const run: Suite = async ({ quick }) => {
  const mails = quick ? 300 : 2_000
  await buildBundles()
  const rows = []
  for (const workers of [1, 2]) {
    const ports = { web: 3220, gateway: 3221, sandbox: 3222, smtp: 3223 }
    const plan = { mails, workers, workerKills: 0, databaseKills: 0, seed: 1, approves: false, ports }
    const { syncedMs, outcome } = await runSyncUnder(plan, [], 10 * 60_000)
    rows.push({
      workers,
      mails,
      suggestions: outcome.suggestions.length,
      perSecond: Math.round((mails / syncedMs) * 1_000),
    })
  }
  const best = Math.max(...rows.map(({ perSecond }) => perSecond))
  return {
    rows: rows.map(({ workers, mails, suggestions, perSecond }) => ({
      'worker processes': workers,
      mails,
      suggestions,
      'mails a second': perSecond,
      'times what Gmail lets one user fetch': Number((perSecond / gmailMailsPerSecond).toFixed(1)),
    })),
    goals: [{ name: `at least 200 mails a second: ${best}`, reached: best >= 200 }],
  }
}
