import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parts } from './journey-parts'
import { ensureChromium } from './chromium'
import { type Counts, countOne, countPlaywright, countVitest } from './counts'

type Check = { name: string; args: string[]; environment?: Record<string, string>; count: (status: number) => Counts }
type Outcome = { counts: Counts; seconds: number }

const root = path.resolve(import.meta.dirname, '../..')
const scratch = mkdtempSync(path.join(tmpdir(), 'switchboard-checks-'))
const vitestReport = path.join(scratch, 'vitest.json')
const playwrightReport = (part: string) => path.join(scratch, `playwright-${part}.json`)

const quietTools = { TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' }

/** Those of a group run at the same time. */
const groups = (browser: string): Check[][] => [
  [{ name: 'types', args: ['run', '--silent', 'typecheck'], count: countOne }],
  [{ name: 'lint', args: ['run', '--silent', 'lint'], count: countOne }],
  [{ name: 'format', args: ['run', '--silent', 'format:check'], count: countOne }],
  [
    {
      name: 'tests',
      args: [
        'run',
        '--silent',
        'unit',
        '--',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${vitestReport}`,
      ],
      count: (status) => countVitest(status, vitestReport),
    },
  ],
  // Both parts of the journeys start what it makes.
  [{ name: 'build', args: ['exec', '--', 'tsx', 'scripts/checks/build.ts'], count: countOne }],
  // A journey waits more than it works.
  parts.map((part) => ({
    name: `journeys, ${part}`,
    args: ['run', '--silent', 'e2e', '--', '--reporter=list,json'],
    environment: {
      JOURNEYS: part,
      PLAYWRIGHT_CHROMIUM: browser,
      PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport(part),
    },
    count: (status) => countPlaywright(status, playwrightReport(part)),
  })),
  [{ name: 'launcher', args: ['run', '--silent', 'drill', '--', 'launcher', '--short'], count: countOne }],
]

/** Runs every check, whatever the ones before said. */
async function runAll(): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 }
  const summary: string[] = []
  for (const group of groups(await ensureChromium(root))) {
    // What stands beside another one is read after it.
    const outcomes = await Promise.all(group.map((check, place) => run(check, { isShown: place === 0 })))
    for (const [place, { name }] of group.entries()) {
      const outcome = outcomes[place]
      if (!outcome) continue
      const { counts, seconds } = outcome
      summary.push(`${name}: ${describe(counts)} in ${seconds} s`)
      for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
    }
  }
  console.log(`\n${summary.join('\n')}`)
  return total
}

async function run(check: Check, { isShown }: { isShown: boolean }): Promise<Outcome> {
  const startedAt = performance.now()
  if (isShown) console.log(`\n=== ${check.name}`)
  const child = spawn('npm', check.args, {
    cwd: root,
    stdio: ['ignore', isShown ? 'inherit' : 'pipe', isShown ? 'inherit' : 'pipe'],
    env: { ...process.env, ...quietTools, ...check.environment },
  })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => said.push(part))
  const status = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(1))
    child.once('close', (code) => resolve(code ?? 1))
  })
  const outcome = { counts: check.count(status), seconds: Math.round((performance.now() - startedAt) / 1_000) }
  if (!isShown) console.log(`\n=== ${check.name}\n${Buffer.concat(said).toString()}`)
  return outcome
}

const describe = ({ passed, failed, skipped }: Counts) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

const { passed, failed } = await runAll().finally(() => rmSync(scratch, { recursive: true, force: true }))
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
