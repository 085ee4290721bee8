import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { limitVariables, readEnvironment } from '@switchboard/config'
import { callerOf, noteCallers } from '../src/server/caller'
import { tooMany } from '../src/server/too-many'

/** Answers with the caller that the request was noted with. */
const server = createServer((request, response) => {
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])
  response.end(callerOf(new Request('http://localhost/', { headers })))
})
let url = ''
let proxies = readEnvironment(limitVariables, {}).TRUSTED_PROXIES
beforeAll(async () => {
  noteCallers((address, hops) => proxies(address, hops))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
})
afterAll(() => void server.close())

const trusted = 'loopback, 10.0.0.0/8'
test.each([
  ['', {}, '127.0.0.1'],
  ['', { 'x-forwarded-for': '203.0.113.9' }, '127.0.0.1'],
  ['', { 'x-switchboard-network': '203.0.113.9' }, '127.0.0.1'],
  ['192.0.2.1', { 'x-forwarded-for': '203.0.113.9' }, '127.0.0.1'],
  [trusted, { 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9'],
  [trusted, { 'x-forwarded-for': '198.51.100.1, 203.0.113.9, 10.1.2.3' }, '203.0.113.9'],
  [trusted, { 'x-forwarded-for': '2001:db8:1:2:3:4:5:6' }, '2001:db8:1:2::/64'],
  [trusted, { 'x-forwarded-for': '::ffff:203.0.113.9' }, '203.0.113.9'],
  [trusted, { 'x-forwarded-for': 'nobody' }, 'unknown'],
])('with %j as proxies, %j comes from %s', async (list, headers, expected) => {
  proxies = readEnvironment(limitVariables, { TRUSTED_PROXIES: list }).TRUSTED_PROXIES
  expect(await (await fetch(url, { headers })).text()).toBe(expected)
})

test('a list of proxies that is none is told at the start', () => {
  expect(() => readEnvironment(limitVariables, { TRUSTED_PROXIES: 'my-proxy' })).toThrow(/TRUSTED_PROXIES: give addr/)
})

test('programs are refused in JSON, browsers by a page, both with the time to come back', async () => {
  const asked = (accept: string) =>
    tooMany(new Request('http://localhost/', { headers: { accept } }), 12, { url: '/x' })
  const [program, page] = [asked('*/*'), asked('text/html,*/*')]
  expect([program.status, page.status]).toEqual([429, 429])
  expect([program, page].map(({ headers }) => headers.get('retry-after'))).toEqual(['12', '12'])
  expect(await program.json()).toMatchObject({ retryAfterSeconds: 12, url: '/x' })
  expect(await page.text()).toContain('Try again in 12 seconds.')
})
