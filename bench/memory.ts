import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { listen } from './listen'
import { askPaced } from './paced'
import { procedureUrl, type Product, untilSynced, withProduct } from './product'
import type { Suite } from './suite'

const limitsMb = { web: 350, gateway: 200, worker: 200 }
const perMinute = 10_000
const everyMs = 500

/**
 * What the processes hold while a mailbox is synced, the list is read at 10,000 requests a minute, and many pages listen to live
 * updates.
 */
export const run: Suite = ({ quick }) => {
  const mails = quick ? 150 : 2_000
  const sockets = quick ? 20 : 200
  return withProduct(mails, async (product) => {
    const most: Record<string, number> = {}
    const note = () => {
      for (const [name, mb] of Object.entries(residentMb(product.pids))) most[name] = Math.max(most[name] ?? 0, mb)
    }
    note()
    const idle = { ...most }
    const listeners = await Promise.all(Array.from({ length: sockets }, () => listen(product)))
    await product.connect()
    const over = new AbortController()
    const watching = (async () => {
      for (; !over.signal.aborted; await pause(everyMs)) note()
    })()
    const reading = readUntil(product, over.signal)
    const startedAt = performance.now()
    await untilSynced(product)
    const synced = Math.round((performance.now() - startedAt) / 1_000)
    over.abort()
    const failed = await reading
    await watching
    for (const socket of listeners) socket.terminate()
    return {
      rows: Object.entries(most).map(([name, mb]) => ({
        [`${mails.toLocaleString('en')} mails in ${synced} s, ${sockets} listeners`]: name,
        'MB at the start': Math.round(idle[name] ?? Number.NaN),
        'MB at most': Math.round(mb),
      })),
      goals: [
        ...Object.entries(limitsMb).map(([name, limit]) => {
          const mb = most[name] ?? Number.NaN
          return { name: `${name} at most ${limit} MB: ${mb.toFixed(0)}`, reached: mb <= limit }
        }),
        { name: `every request answered: ${failed} failed`, reached: failed === 0 },
      ],
    }
  })
}

/** Returns how many requests were not answered well. */
async function readUntil({ url, cookie }: Product, over: AbortSignal): Promise<number> {
  const page = { view: 'pending', sort: 'newest', limit: 50 }
  const target = { url: procedureUrl(url, 'suggestion.list', page), headers: { cookie } }
  let failed = 0
  while (!over.aborted) failed += (await askPaced(target, { perSecond: perMinute / 60, calls: 300 })).failed
  return failed
}

/** Resident memory of each process and of those that it has started. */
function residentMb(pids: Record<string, number>): Record<string, number> {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const kilobytes = (pid: number): number =>
    all.reduce((sum, [own, parent, rss]) => {
      if (own === pid) return sum + (rss ?? 0)
      return parent === pid && own !== undefined ? sum + kilobytes(own) : sum
    }, 0)
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, kilobytes(pid) / 1_024]))
}
