import { expect, test } from 'vitest'
import { percent, percentLine } from '../src/lib/percent'

test.each([
  [0.85, '85%'],
  [0.855, '85.5%'],
  [0.8525, '85.25%'],
  [0.29, '29%'],
  [0.145, '14.5%'],
  [1, '100%'],
])('the line %d is said as it was drawn', (line, text) => {
  expect(percentLine(line)).toBe(text)
})

test.each([
  [0.8499, 0.85, '84%'],
  [0.85, 0.85, '85%'],
  [0.8549, 0.855, '85.4%'],
  [0.855, 0.855, '85.5%'],
  [0.9, 0.855, '90.0%'],
  [0.999, undefined, '99%'],
  [0.57, undefined, '57%'],
])('%d beside the line %s reads as reaching it only when it does', (share, line, text) => {
  expect(percent(share, line)).toBe(text)
})
