// `npm run bench -- SUITE [--quick] [--peers FOLDER]`: how fast the product is, beside a peer or limit measured in the same run. Figures that were reached
// stand in docs/benchmarks.md.
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Suite } from './suite'

const suites: Record<string, () => Promise<{ run: Suite }>> = {
  ack: () => import('./ack'),
  api: () => import('./api'),
  channels: () => import('./channels'),
  feed: () => import('./feed'),
  levels: () => import('./levels'),
  memory: () => import('./memory'),
  pages: () => import('./pages'),
  realtime: () => import('./realtime'),
  sync: () => import('./sync'),
  text: () => import('./text'),
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    peers: { type: 'string', default: path.resolve(import.meta.dirname, '../../shared/bench') },
  },
})
const load = suites[positionals[0] ?? '']
if (!load) {
  console.error(`Name a suite: npm run bench -- ${Object.keys(suites).join('|')} [--quick]`)
  process.exit(1)
}
const { run } = await load()
const { rows, goals } = await run({ quick: values.quick === true, peers: path.resolve(values.peers) })
console.table(rows)
for (const { name, reached } of goals) console.log(`${reached ? 'reached' : 'MISSED '}  ${name}`)
process.exit(goals.every(({ reached }) => reached) ? 0 : 1)
