import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** What a contender was measured at; `rounds` are its answers a second in each round. */
export type Measured = { name: string; figures: Record<string, string>; rounds: number[] }
export type Target = { name: string; url: string; signingSecret: string; pid: number }

/** Copies the peers to where they can be installed, unless that was done before. */
export function installPeers(from: string, folder: string): void {
  if (!existsSync(path.join(from, 'bench.mjs')))
    throw new Error(`There are no peers in ${from}: name their folder with --peers FOLDER.`)
  cpSync(from, folder, { recursive: true })
  execFileSync('chmod', ['-R', 'u+w', folder])
  if (existsSync(path.join(folder, 'node_modules/pg'))) return
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
}

export type PeerDatabase = { productUrl: string; peersUrl: string; stop(): Promise<void> }

/** One PostgreSQL that is as durable as in production, with a database for the product and one for its peers. */
export async function startPeerDatabase(folder: string): Promise<PeerDatabase> {
  const server = spawn(process.execPath, ['pg-up.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const urls = new Map<string, string>()
  for await (const line of createInterface({ input: server.stdout })) {
    const [, name = '', url = ''] = /^(\w+)=(.+)$/.exec(line) ?? []
    urls.set(name, url)
    if (urls.size === 2) break
  }
  const [productUrl, peersUrl] = [urls.get('DATABASE_URL'), urls.get('BENCH_PG_URL')]
  if (!productUrl || !peersUrl) throw new Error('The database of the peers did not start.')
  return { productUrl, peersUrl, stop: () => end(server) }
}

async function end(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  await ended
}

type Run = {
  folder: string
  database: PeerDatabase
  peers: string[]
  targets: Target[]
  countSql: string
  rounds: number
  quick: boolean
}

/** Runs the suite of the peers with the targets beside them, by turns. */
export async function runAckSuite(run: Run): Promise<Measured[]> {
  const { folder, database, targets } = run
  const out = path.join(folder, 'ack.md')
  const args = [
    'bench.mjs',
    'ack',
    `--reps=${run.rounds}`,
    `--only=${run.peers.join()}`,
    `--out=${out}`,
    `--count-db=${database.productUrl}`,
    `--count-sql=${run.countSql}`,
    ...(run.quick ? ['--quick'] : []),
    ...targets.map(({ name, url, signingSecret, pid }) => `--target=${name},${url},${signingSecret},${pid}`),
  ]
  const bench = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, BENCH_PG_URL: database.peersUrl },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(bench, 'exit')
  const rounds: { name: string; perSecond: number }[] = []
  for await (const line of createInterface({ input: bench.stderr })) {
    console.log(line)
    const [, name, perSecond] = /^ {2}ack r\d+ (\S+) (\d+)\/s$/.exec(line) ?? []
    if (name) rounds.push({ name, perSecond: Number(perSecond) })
  }
  const [code] = await ended
  if (code !== 0) throw new Error('The suite of the peers failed; its reason stands above.')
  return figuresIn(readFileSync(out, 'utf8')).map(({ name, figures }) => ({
    name,
    figures,
    rounds: rounds.filter((round) => round.name === name).map(({ perSecond }) => perSecond),
  }))
}

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

/** The rows of a table in Markdown by their first column. */
function figuresIn(text: string): { name: string; figures: Record<string, string> }[] {
  const [head = [], , ...rows] = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf)
  return rows.map(([name = '', ...cells]) => ({
    name,
    figures: Object.fromEntries(cells.map((cell, index) => [head[index + 1] ?? '', cell])),
  }))
}
