import { ms, quantile } from './measure'
import { askPaced, type Paced, type Target } from './paced'
import { withPeer } from './peer'
import { procedureUrl, untilSynced, withProduct } from './product'
import type { Suite } from './suite'

const perMinute = 10_000
const page = { view: 'pending', sort: 'newest', limit: 50 }

/** The list of suggestions over HTTP with a real session, at 10,000 requests a minute, beside the barest tRPC server on PostgreSQL. */
export const run: Suite = ({ quick }) =>
  withPeer((peerUrl) =>
    withProduct(150, async (product) => {
      await product.connect()
      await untilSynced(product)
      const { cookie, url } = product
      const targets: Record<string, Target> = {
        'trpc+pg': { url: peerUrl },
        'suggestion.list': { url: procedureUrl(url, 'suggestion.list', page), headers: { cookie } },
        'task.list': { url: procedureUrl(url, 'task.list', { sort: 'due', limit: 50 }), headers: { cookie } },
        'an answer without work (/api/health/live)': { url: `${url}/api/health/live` },
      }
      const rounds = await inRounds(targets, quick ? { rounds: 1, calls: 300 } : { rounds: 5, calls: 1_000 })
      const ratios = rounds.map((round) => p50(round, 'suggestion.list') / p50(round, 'trpc+pg'))
      const ratio = quantile(ratios, 0.5)
      const all = (name: string) => rounds.flatMap((round) => round[name]?.tookMs ?? [])
      const failed = rounds.flatMap((round) => Object.values(round)).reduce((sum, part) => sum + part.failed, 0)
      const p99 = quantile(all('suggestion.list'), 0.99)
      return {
        rows: Object.keys(targets).map((name) => ({
          [`at ${perMinute.toLocaleString('en')} requests a minute`]: name,
          'p50 ms': ms(quantile(all(name), 0.5)),
          'p99 ms': ms(quantile(all(name), 0.99)),
        })),
        goals: [
          { name: `p50 at most 1.5 times that of trpc+pg: ${ratio.toFixed(2)}`, reached: ratio <= 1.5 },
          { name: `p99 under 50 ms: ${p99.toFixed(1)}`, reached: p99 < 50 },
          { name: `every request answered: ${failed} failed`, reached: failed === 0 },
        ],
      }
    }),
  )

type Round = Record<string, Paced>

/** Ratios are taken inside of a round, since the machine's own pace changes. The first round, a short one, warms up. */
async function inRounds(targets: Record<string, Target>, { rounds, calls }: { rounds: number; calls: number }) {
  const once = async (count: number): Promise<Round> => {
    const round: Round = {}
    for (const [name, target] of Object.entries(targets))
      round[name] = await askPaced(target, { perSecond: perMinute / 60, calls: count })
    return round
  }
  await once(300)
  const measured: Round[] = []
  while (measured.length < rounds) measured.push(await once(calls))
  return measured
}

const p50 = (round: Round, name: string) => quantile(round[name]?.tookMs ?? [], 0.5)
