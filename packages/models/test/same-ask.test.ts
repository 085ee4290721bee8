import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sameAskFiles } from '../scripts/fixtures'
import { measurePairs, readPairs } from '../scripts/labelled-pairs'

// A wrong join hides what somebody asks for, a missing one shows it twice: precision goes before recall.
test.each([
  ['seen', 150, 0.9],
  ['heldOut', 45, 0.65],
] as const)('of the labelled pairs (%s) those that ask for the same are told', (half, atLeast, recall) => {
  const file = sameAskFiles[half]
  const { figures } = measurePairs(readPairs(file, readFileSync(file, 'utf8')))
  expect(figures.n).toBeGreaterThanOrEqual(atLeast)
  expect(figures.precision).toBeGreaterThanOrEqual(0.97)
  expect(figures.recall).toBeGreaterThanOrEqual(recall)
})
