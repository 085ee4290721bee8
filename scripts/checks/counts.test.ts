import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countPlaywright, countVitest } from './counts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-counts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function report(content: object): string {
  const file = path.join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}

test('Tests of vitest are counted, and a file that could not be loaded as one failure', () => {
  const file = report({
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    testResults: [
      { status: 'failed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{}] },
    ],
  })
  expect(countVitest(1, file)).toEqual({ passed: 5, failed: 2, skipped: 2 })
})

test('Journeys are counted, and an error outside of them as one failure', () => {
  const file = report({ stats: { expected: 3, unexpected: 1, flaky: 0, skipped: 1 }, errors: [{}] })
  expect(countPlaywright(1, file)).toEqual({ passed: 3, failed: 2, skipped: 1 })
})

test('A runner that ends badly with all tests passed, or without a report, has failed', () => {
  const file = report({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] })
  expect(countPlaywright(0, file).failed).toBe(0)
  expect(countPlaywright(1, file).failed).toBe(1)
  expect(countVitest(0, path.join(folder, 'missing.json')).failed).toBe(1)
})
