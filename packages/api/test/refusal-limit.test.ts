import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withRefusalLimit } from '../src/refusal-limit'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

let status = 200
const limited = () => withRefusalLimit(async () => new Response(null, { status }), 2)
const request = new Request('http://localhost/')

test('who is believed is never slowed down', async () => {
  const answer = limited()
  status = 200
  for (let call = 0; call < 10; call++) expect((await answer(request, 'a')).status).toBe(200)
})

test('an address that was refused too often is not listened to for a minute; others are', async () => {
  const answer = limited()
  status = 401
  expect((await answer(request, 'a')).status).toBe(401)
  expect((await answer(request, 'a')).status).toBe(401)
  status = 200
  const refused = await answer(request, 'a')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
  expect((await answer(request, 'b')).status).toBe(200)
  vi.advanceTimersByTime(60_000)
  expect((await answer(request, 'a')).status).toBe(200)
})

test('what is our own fault is not counted', async () => {
  const answer = limited()
  status = 503
  for (let call = 0; call < 5; call++) expect((await answer(request, 'a')).status).toBe(503)
})
