import { expect, test } from 'vitest'
import { jobs } from '@switchboard/core/jobs'
import { lanesOf } from '../src/lanes'

test('each job has one lane, and nobody who waits for an answer waits for a sync', () => {
  const tasks = Object.fromEntries(Object.keys(jobs).map((name) => [name, async () => undefined]))
  const lanes = lanesOf(tasks).map((lane) => Object.keys(lane.tasks))
  expect(lanes.flat().sort()).toEqual(Object.keys(jobs).sort())
  const laneOf = (name: string) => lanes.findIndex((names) => names.includes(name))
  expect(new Set(['sync-connection', 'answer-message', 'deliver-messages'].map(laneOf)).size).toBe(3)
})
