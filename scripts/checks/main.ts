import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureChromium } from './chromium'
import { type Counts, countOne, countPlaywright, countVitest } from './counts'

type Check = { name: string; args: string[]; environment?: Record<string, string>; count: (status: number) => Counts }

const root = path.resolve(import.meta.dirname, '../..')
const scratch = mkdtempSync(path.join(tmpdir(), 'switchboard-checks-'))
const vitestReport = path.join(scratch, 'vitest.json')
const playwrightReport = path.join(scratch, 'playwright.json')

const quietTools = { TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' }

const checks = (browser: string): Check[] => [
  { name: 'types', args: ['run', '--silent', 'typecheck'], count: countOne },
  { name: 'lint', args: ['run', '--silent', 'lint'], count: countOne },
  { name: 'format', args: ['run', '--silent', 'format:check'], count: countOne },
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
  {
    name: 'journeys',
    args: ['run', '--silent', 'e2e', '--', '--reporter=list,json'],
    environment: { PLAYWRIGHT_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    count: (status) => countPlaywright(status, playwrightReport),
  },
  // After the journeys, which have built what it starts.
  { name: 'launcher', args: ['run', '--silent', 'drill', '--', 'launcher', '--short'], count: countOne },
]

/** Runs every check, whatever the ones before said. */
async function runAll(): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 }
  const summary: string[] = []
  for (const check of checks(await ensureChromium(root))) {
    console.log(`\n=== ${check.name}`)
    const startedAt = performance.now()
    const counts = check.count(await run(check))
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    summary.push(`${check.name}: ${describe(counts)} in ${seconds} s`)
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
  }
  console.log(`\n${summary.join('\n')}`)
  return total
}

const run = ({ args, environment }: Check) =>
  new Promise<number>((resolve) => {
    const child = spawn('npm', args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...quietTools, ...environment },
    })
    child.once('error', () => resolve(1))
    child.once('exit', (code) => resolve(code ?? 1))
  })

const describe = ({ passed, failed, skipped }: Counts) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

const { passed, failed } = await runAll().finally(() => rmSync(scratch, { recursive: true, force: true }))
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
