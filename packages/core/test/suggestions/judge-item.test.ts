import { createTestDatabase, emailItem, fakeModel, testContext } from '@switchboard/testing'
import { expect, test, vi } from 'vitest'
import type { ModelAnswer } from '../../src/ports/task-model'
import { judgeItem } from '../../src/suggestions/judge-item'

const database = createTestDatabase()
const usage = { inputTokens: 1_000, outputTokens: 50, costMicros: 480 }

test('a refusal is told as such, once, and its cost is recorded', async () => {
  const ctx = testContext(database, {
    model: fakeModel(() => null, { refused: true, usage }),
  })
  const recorded: ModelAnswer['usage'][] = []
  const request = { item: emailItem(), timeZone: 'UTC', person: { name: null, addresses: [] } }
  const judging = judgeItem(ctx, request, async (cost) => void recorded.push(cost))
  await expect(judging).rejects.toMatchObject({ code: 'refused', retryable: false })
  expect(recorded).toEqual([usage])
})

test.each([
  ['a remote model', false, [60_000]],
  ['the offline one', true, []],
])('%s is waited for so long', async (_, offline, limitsMs) => {
  const ctx = testContext(database, { model: fakeModel(undefined, { offline }) })
  const timeout = vi.spyOn(AbortSignal, 'timeout')
  const request = { item: emailItem(), timeZone: 'UTC', person: { name: null, addresses: [] } }
  await judgeItem(ctx, request, async () => undefined)
  expect(timeout.mock.calls.flat()).toEqual(limitsMs)
  timeout.mockRestore()
})
