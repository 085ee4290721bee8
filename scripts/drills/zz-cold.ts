// kills the syncing worker once with one worker only; the next one is profiled
import { writeMailbox } from './crash/mails'
import { startProduct } from './crash/product'
import { randomOf } from './crash/random'
import { mkdtempSync, chmodSync, rmSync } from 'node:fs'
import path from 'node:path'
import { execSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
const folder = mkdtempSync('/var/tmp/switchboard-drill-')
chmodSync(folder, 0o755)
const mailbox = path.join(folder, 'mail.mbox')
writeMailbox(mailbox, 2000, randomOf(712819))
const product = await startProduct({ dataDir: path.join(folder, 'data'), ports: { web: 3210, gateway: 3211, sandbox: 3212, smtp: 3213 }, provider: 'gmail', mailbox })
product.keepWorkers(1)
const settled = () => product.ctx.db.item.count({ where: { ...product.key, settledAt: { not: null } } })
const out: string[] = []
const cpus: number[] = []
for (let at = 100; at < Number(process.env.TO ?? 1400); at += 130) {
  while ((await settled()) < at) await pause(10)
  await product.killWorker()
  const t = performance.now()
  await pause(30)
  const before = await settled()
  while ((await settled()) <= before) await pause(10)
  const wall = Math.round(performance.now() - t)
  const pid = execSync('pgrep -f [m]ax-old-space-size=2000').toString().trim().split('\n').at(-1)
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  cpus.push((Number(stat[11]) + Number(stat[12])) * 10)
  out.push(`${before}: ${wall}/${cpus.at(-1)}`)
}
console.log(out.join(' '), 'median cpu', cpus.sort((a, b) => a - b)[cpus.length >> 1])
if (process.env.PROFDIR) { const { execSync } = await import('node:child_process'); execSync('pkill -TERM -f [m]ax-old-space-size=2000'); await pause(4500) }
if (process.env.PROFDIR) { execSync('pkill -TERM -f [m]ax-old-space-size=2000'); await pause(4500) }
await product.stop()
rmSync(folder, { recursive: true, force: true })
process.exit(0)
