import { parseCrontab } from 'graphile-worker'
import { expect, test } from 'vitest'
import { jobs } from '@switchboard/core/jobs'
import { crontab } from '../src/handlers'

test('what runs by itself is a job with a handler, waits once, and retrying never takes two slots', () => {
  const items = parseCrontab(crontab)
  for (const { task, options } of items) {
    expect(Object.keys(jobs)).toContain(task)
    expect(options).toMatchObject({ jobKey: task, maxAttempts: 1 })
  }
  expect(items.find(({ task }) => task === 'retry-items')?.options).toMatchObject({ queueName: 'retry-items' })
})
