import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { webhookCalls } from '../src/serve/webhook-calls'
import { noteCallers } from '../src/server/caller'

// Before anything is imported.
const nodes = vi.hoisted(() => [globalThis.Request, globalThis.Response])
vi.mock('../src/server/composition', () => ({
  composition: () => ({
    receiveWebhook: async (request: Request, address: string) =>
      new Response(`${request.method} ${new URL(request.url).pathname} ${await request.text()} from ${address}`, {
        status: 202,
      }),
  }),
}))

const server = createServer((request, response) => {
  if (!webhookCalls(request, response)) response.writeHead(404).end('Next answers')
})
let url = ''
beforeAll(async () => {
  noteCallers(() => false)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterAll(() => server.close())

test('what is below the path of webhooks is answered before Next, with the headers of every answer', async () => {
  const response = await fetch(`${url}/api/webhooks/slack/events?x=1`, { method: 'POST', body: 'bytes' })
  expect([response.status, await response.text()]).toEqual([
    202,
    'POST /api/webhooks/slack/events bytes from 127.0.0.1',
  ])
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await fetch(`${url}/api/webhooks`)).status).toBe(404)
})

test('Next keeps Node’s own requests and answers', () => {
  expect([globalThis.Request, globalThis.Response]).toEqual(nodes)
})
