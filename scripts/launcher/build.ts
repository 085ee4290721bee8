import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Fault } from './fault'
import { runCommand } from './run-command'
import { hashSources } from './source-hash'

const sources = [
  'apps',
  'packages',
  'prisma',
  'package-lock.json',
  'tsconfig.base.json',
  'turbo.json',
  'scripts/build-app.mjs',
  'scripts/build',
]
const outputs = [
  'apps/web/.next/BUILD_ID',
  'apps/web/dist/main.js',
  'apps/gateway/dist/main.js',
  'apps/worker/dist/main.js',
  'apps/worker/dist/main.cjs',
  'apps/sandbox/dist/main.js',
]

export type BuildOptions = { root: string; logFile: string; environment: Record<string, string>; signal: AbortSignal }

/** Builds the apps when their sources differ from those of the last build. */
export async function buildWhenNeeded({ root, logFile, environment, signal }: BuildOptions): Promise<void> {
  // Kept beside what was installed: the outputs belong to the checkout, not to one data folder.
  const stamp = path.join(root, 'node_modules', '.switchboard-build')
  const hash = hashSources(root, sources)
  const isBuilt = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
  if (isBuilt && outputs.every((output) => existsSync(path.join(root, output)))) return
  console.log('Building…')
  mkdirSync(path.dirname(logFile), { recursive: true })
  const turbo = path.join(root, 'node_modules/.bin/turbo')
  const command = [turbo, 'run', 'build', '--no-daemon', '--env-mode=loose', '--output-logs=new-only']
  const { status, lastLines } = await runCommand({ command, cwd: root, environment, logFile, signal })
  signal.throwIfAborted()
  if (status !== 0) throw new Fault(`${lastLines}\n\nThe build failed. Read ${logFile}.`)
  writeFileSync(stamp, hash)
}
