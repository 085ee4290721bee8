import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { TRPCClientError } from '@trpc/client'
import { expect, test, vi } from 'vitest'
import { readAgain } from '../src/lib/read-again'

/** Each read answers what holds when it begins, and comes back when the test says so. */
function world() {
  const queries = new QueryClient()
  let now = 'before'
  const reads: (() => void)[] = []
  const queryFn = () => {
    const seen = now
    return new Promise<string>((resolve) => reads.push(() => resolve(seen)))
  }
  const observer = new QueryObserver(queries, { queryKey: ['message', 1], queryFn })
  observer.subscribe(() => undefined)
  const settle = async () => {
    for (const answer of reads.splice(0)) answer()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { queries, reads, settle, change: () => (now = 'after'), shown: () => observer.getCurrentResult().data }
}

test('what changes while it is read for the first time is read once more', async () => {
  const { queries, reads, settle, change, shown } = world()
  change()
  const again = readAgain(queries, ['message'])
  await settle()
  expect(shown()).toBe('before')
  expect(reads).toHaveLength(1)
  await settle()
  await again
  expect(shown()).toBe('after')
})

test('what is known is read again once', async () => {
  const { queries, reads, settle, change, shown } = world()
  await settle()
  change()
  const again = readAgain(queries)
  expect(reads).toHaveLength(1)
  await settle()
  await again
  expect([shown(), reads.length]).toEqual(['after', 0])
})

test('another key is left alone', async () => {
  const { queries, reads, settle } = world()
  await settle()
  await readAgain(queries, ['task'])
  expect(reads).toEqual([])
})

test.each([
  ['NOT_FOUND', 1],
  ['BAD_GATEWAY', 2],
])('what was answered with %s has been read %i times then', async (code, times) => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  let reads = 0
  const queryFn = () => {
    reads += 1
    const data = { code, httpStatus: 500, path: '', reason: null, field: null, faults: [], facts: {}, requestId: 'q' }
    return Promise.reject(TRPCClientError.from({ error: { message: 'No.', code: -32_000, data } }))
  }
  new QueryObserver(queries, { queryKey: ['task', 1], queryFn }).subscribe(() => undefined)
  await vi.waitFor(() => expect(queries.getQueryState(['task', 1])?.status).toBe('error'))
  await readAgain(queries)
  expect(reads).toBe(times)
})
