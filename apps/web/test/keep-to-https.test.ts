import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { procedureCalls } from '../src/serve/procedure-calls'
import { webhookCalls } from '../src/serve/webhook-calls'
import { keepToHttps } from '../src/server/keep-to-https'

vi.mock('../src/server/composition', () => ({
  composition: () => ({ receiveWebhook: async () => new Response(null, { status: 200 }) }),
}))
vi.mock('../src/server/answer-calls', () => ({ answerCalls: async () => Response.json({}) }))

const server = createServer((request, response) => {
  if (!procedureCalls(request, response) && !webhookCalls(request, response))
    response.writeHead(404).end('Next answers')
})
let url = ''
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
})
afterAll(() => void server.close())

const said = async (path: string, forwardedProto?: string) => {
  const headers: Record<string, string> = forwardedProto ? { 'x-forwarded-proto': forwardedProto } : {}
  const method = path.includes('webhooks') ? 'POST' : 'GET'
  return (await fetch(url + path, { method, headers })).headers.get('strict-transport-security')
}
const paths = ['/api/trpc/team.me', '/api/webhooks/slack/events', '/api/oauth/slack/callback', '/']

test('every answer keeps who asks to https, where the public address is https', async () => {
  keepToHttps(new URL('http://localhost:3000'))
  for (const path of paths) expect([path, await said(path)]).toEqual([path, null])
  keepToHttps(new URL('https://switchboard.example'))
  for (const path of paths) expect([path, await said(path, 'https')]).toEqual([path, 'max-age=63072000'])
  expect(await said('/', 'http, https')).toBeNull()
})
