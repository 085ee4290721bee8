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
]
const outputs = [
  'apps/web/.next/BUILD_ID',
  'apps/gateway/dist/main.js',
  'apps/worker/dist/main.js',
  'apps/sandbox/dist/main.js',
]

export type BuildOptions = { root: string; logFile: string; environment: Record<string, string>; signal: AbortSignal }

/** Generates the database client when the schema differs from the one it was made from. */
export async function generateWhenNeeded(options: BuildOptions): Promise<void> {
  await whenChanged(options, {
    stamp: '.switchboard-generated',
    hash: hashSources(options.root, ['prisma/schema.prisma', 'package-lock.json']),
    outputs: ['packages/db/src/generated/client.ts'],
    announcement: 'Generating the database client…',
    command: [process.execPath, 'scripts/prisma.mjs', 'generate'],
  })
}

/** Builds the apps when their sources differ from those of the last build. */
export async function buildWhenNeeded(options: BuildOptions): Promise<void> {
  await whenChanged(options, {
    stamp: '.switchboard-build',
    hash: hashSources(options.root, sources),
    outputs,
    announcement: 'Building…',
    command: [
      path.join(options.root, 'node_modules/.bin/turbo'),
      'run',
      'build',
      '--no-daemon',
      '--env-mode=loose',
      '--output-logs=new-only',
    ],
  })
}

type Step = { stamp: string; hash: string; outputs: string[]; announcement: string; command: string[] }

async function whenChanged({ root, logFile, environment, signal }: BuildOptions, step: Step): Promise<void> {
  // Kept beside what was installed: the outputs belong to the checkout, not to one data folder.
  const stamp = path.join(root, 'node_modules', step.stamp)
  const isFresh =
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === step.hash &&
    step.outputs.every((output) => existsSync(path.join(root, output)))
  if (isFresh) return
  console.log(step.announcement)
  mkdirSync(path.dirname(logFile), { recursive: true })
  const { status, lastLines } = await runCommand({ command: step.command, cwd: root, environment, logFile, signal })
  signal.throwIfAborted()
  if (status !== 0) throw new Fault(`${lastLines}\n\nThe build failed. Read ${logFile}.`)
  writeFileSync(stamp, step.hash)
}
