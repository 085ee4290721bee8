import { readFileSync } from 'node:fs'
import { z } from 'zod'

export type Counts = { passed: number; failed: number; skipped: number }

const vitestSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

const playwrightSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
})

/** A check without parts. */
export const countOne = (status: number): Counts => ({
  passed: status === 0 ? 1 : 0,
  failed: status === 0 ? 0 : 1,
  skipped: 0,
})

/** What vitest's JSON report says; a file that could not even be loaded is one failure. */
export function countVitest(status: number, file: string): Counts {
  const report = vitestSchema.safeParse(readJson(file))
  if (!report.success) return countOne(1)
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = report.data
  const notLoaded = testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  ).length
  return withStatus({ passed: numPassedTests, failed: numFailedTests + notLoaded, skipped: numPendingTests }, status)
}

/** What Playwright's JSON report says; an error outside of a test is one failure. */
export function countPlaywright(status: number, file: string): Counts {
  const report = playwrightSchema.safeParse(readJson(file))
  if (!report.success) return countOne(1)
  const { stats, errors } = report.data
  return withStatus(
    { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped },
    status,
  )
}

/** A runner that ends badly without a failed test has failed all the same. */
const withStatus = (counts: Counts, status: number): Counts =>
  status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
