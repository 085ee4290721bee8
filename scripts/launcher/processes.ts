import { createRequire } from 'node:module'
import path from 'node:path'
import { within } from '@switchboard/core/abort'
import { environmentOf, type ProcessName } from './environment'
import type { Options } from './options'

export type ProcessSpec = {
  name: ProcessName
  program: string
  args: string[]
  cwd: string
  environment: Record<string, string>
  /** The launcher speaks to it, and when the launcher has died it ends. */
  isLinked: boolean
  /** Another one, started with `--spare`, waits to go on in its place. */
  hasSpare: boolean
  isReady: (signal: AbortSignal) => Promise<boolean>
}

/** A smaller heap for more collecting, by half as much processor time again: for processes that have little to do. */
const holdsLittle = ['--max-semi-space-size=2', '--optimize-for-size']
/**
 * A heap that may not reach 2 GB grows by less at a time, for little processor time. It is a limit as well, and far away: the worker's
 * leaves room for several of the largest mails at once.
 */
const growsSlowly = (heapMb: number, youngMb = 2) => [
  `--max-semi-space-size=${youngMb}`,
  `--max-old-space-size=${heapMb}`,
]
const heapsMb = { web: 512, gateway: 512, worker: 2_000 }
/** An answer leaves half a megabyte behind: in a smaller space web would spend a quarter of its time collecting (docs/benchmarks.md). */
const webYoungMb = 8

type Input = {
  root: string
  options: Options
  environment: Record<string, string | undefined>
  hasWorker: () => Promise<boolean>
}

/** What runs, how it is started and how one sees that it is ready. */
export function processSpecs({ root, options, environment, hasWorker }: Input): ProcessSpec[] {
  const { ports, dev, sandbox } = options
  const app = (name: ProcessName) => path.join(root, 'apps', name)
  const spec = (
    name: ProcessName,
    args: string[],
    isReady: (signal: AbortSignal) => Promise<boolean>,
  ): ProcessSpec => ({
    name,
    program: process.execPath,
    args,
    cwd: app(name),
    environment: environmentOf(name, environment),
    isLinked: false,
    hasSpare: false,
    isReady,
  })
  const ownArgs = (flags: string[]) =>
    dev
      ? [path.join(root, 'node_modules/tsx/dist/cli.mjs'), 'watch', 'src/main.ts']
      : ['--enable-source-maps', ...flags, 'dist/main.js']
  const next = createRequire(path.join(app('web'), 'package.json')).resolve('next/dist/bin/next')
  // The sandbox's sign-in needs no password: then nobody but this machine may reach it.
  const host = sandbox ? ['--hostname', 'localhost'] : []
  // Without source maps: those of Next's own bundles would cost 70 MB.
  const webArgs = dev ? [next, 'dev'] : [...growsSlowly(heapsMb.web, webYoungMb), 'dist/main.js']
  return [
    ...(sandbox ? [spec('sandbox', ownArgs(holdsLittle), answers(`http://localhost:${ports.sandbox}/health`))] : []),
    spec(
      'web',
      [...webArgs, '--port', String(ports.web), ...host],
      answers(`http://localhost:${ports.web}/api/health/ready`),
    ),
    spec('gateway', ownArgs(growsSlowly(heapsMb.gateway)), answers(`http://localhost:${ports.gateway}/health/ready`)),
    {
      ...spec('worker', ownArgs(growsSlowly(heapsMb.worker, 8)), hasWorker),
      // While developing, what is started watches the sources and starts the worker itself.
      isLinked: !dev,
      hasSpare: !dev && options.spareWorker,
    },
  ]
}

/** A request that nobody waits for any more is taken back: it would keep the process from ending. */
const answers = (url: string) => (signal: AbortSignal) =>
  within(5_000, signal, (limited) => fetch(url, { signal: limited })).then(
    (response) => response.ok,
    () => false,
  )
