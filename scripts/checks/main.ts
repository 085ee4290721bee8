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

/** First, and once: the journeys start what it has made, while tests build parts of it anew. */
const build: Check = {
  name: 'build',
  // With the launcher's options, or it would find nothing of it.
  args: ['run', '--silent', 'build', '--', '--no-daemon', '--env-mode=loose', '--output-logs=errors-only'],
  count: countOne,
}

/** Each lane goes one after the other, beside the other one: journeys wait for most of their time, the rest needs the processor. */
const lanes = (browser: string): { quiet: Check[]; shown: Check[] } => ({
  quiet: [
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
  ],
  shown: [
    {
      name: 'journeys',
      args: ['run', '--silent', 'e2e', '--', '--reporter=list,json'],
      environment: { PLAYWRIGHT_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
      count: (status) => countPlaywright(status, playwrightReport),
    },
  ],
})

/** After the journeys, which have built what it starts, and with nothing beside it: it measures times. */
const launcher: Check = {
  name: 'launcher',
  args: ['run', '--silent', 'drill', '--', 'launcher', '--short'],
  count: countOne,
}

/** Runs every check, whatever the others said. What the quiet ones print comes whole when each ends, so that the lanes do not mix. */
async function runAll(): Promise<Counts> {
  const { quiet, shown } = lanes(await ensureChromium(root))
  const outcomes = [await runLane([build], { whole: false })]
  outcomes.push(...(await Promise.all([runLane(quiet, { whole: true }), runLane(shown, { whole: false })])))
  outcomes.push(await runLane([launcher], { whole: false }))
  const all = outcomes.flat()
  console.log(`\n${all.map(({ name, counts, seconds }) => `${name}: ${describe(counts)} in ${seconds} s`).join('\n')}`)
  const sum = (key: keyof Counts) => all.reduce((total, { counts }) => total + counts[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

async function runLane(lane: Check[], { whole }: { whole: boolean }) {
  const outcomes: { name: string; counts: Counts; seconds: number }[] = []
  for (const check of lane) {
    if (!whole) console.log(`\n=== ${check.name}`)
    const startedAt = performance.now()
    const { status, output } = await run(check, whole)
    if (whole) console.log(`\n=== ${check.name}\n${output}`)
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    outcomes.push({ name: check.name, counts: check.count(status), seconds })
  }
  return outcomes
}

const run = ({ args, environment }: Check, keep: boolean) =>
  new Promise<{ status: number; output: string }>((resolve) => {
    const child = spawn('npm', args, {
      cwd: root,
      stdio: ['ignore', keep ? 'pipe' : 'inherit', keep ? 'pipe' : 'inherit'],
      env: { ...process.env, ...quietTools, ...environment },
    })
    const printed: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => printed.push(chunk))
    const end = (status: number) => resolve({ status, output: Buffer.concat(printed).toString() })
    child.once('error', () => end(1))
    child.once('close', (code) => end(code ?? 1))
  })

const describe = ({ passed, failed, skipped }: Counts) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

const { passed, failed } = await runAll().finally(() => rmSync(scratch, { recursive: true, force: true }))
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
