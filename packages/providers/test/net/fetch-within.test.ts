import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { afterEach, expect, test, vi } from 'vitest'
import { within } from '@switchboard/core/abort'
import { fetchWithin } from '@switchboard/providers/net/fetch-within'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const hourMs = 3_600_000

/** A call that has reached its service, which says nothing before it is told to. */
async function unanswered(timeoutMs: number) {
  const server = createServer()
  await once(server.listen(0), 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const reached = new Promise<ServerResponse>((resolve) => server.once('request', (_, response) => resolve(response)))
  const asked = vi.spyOn(globalThis, 'fetch')
  // The wait is the call's alone: what the network takes is real.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const answer = within(timeoutMs, new AbortController().signal, (signal) =>
    fetchWithin(timeoutMs, `http://localhost:${port}/`, { signal }),
  ).then(
    ({ status }) => status,
    (error: unknown) => (error instanceof Error ? error.name : ''),
  )
  const response = await reached
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { answer, response, close, isPatient: asked.mock.calls[0]?.[1]?.dispatcher !== undefined }
}

test('an answer after 59 minutes is taken by who may wait for an hour', async () => {
  const { answer, response, close, isPatient } = await unanswered(hourMs)
  expect(isPatient).toBe(true)
  await vi.advanceTimersByTimeAsync(hourMs - 60_000)
  response.end()
  expect(await answer).toBe(200)
  close()
})

test.each([
  ['an hour', hourMs, true],
  ['five minutes, which is as long as Node waits by itself', 300_000, true],
  ['the usual time', 20_000, false],
])('without an answer the call ends after %s', async (_case, timeoutMs, waitsLonger) => {
  const { answer, close, isPatient } = await unanswered(timeoutMs)
  expect(isPatient).toBe(waitsLonger)
  const ended = vi.fn()
  void answer.then(ended)
  await vi.advanceTimersByTimeAsync(timeoutMs - 1)
  expect(ended).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(await answer).toBe('TimeoutError')
  close()
})
