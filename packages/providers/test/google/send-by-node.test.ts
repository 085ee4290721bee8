import { createServer, type RequestListener, type Server } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Access } from '@switchboard/core/ports'
import { systemClock } from '@switchboard/core/system-clock'
import { gmailSource } from '@switchboard/providers/gmail/source'
import { afterEach, expect, test } from 'vitest'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function askAt(listener: RequestListener, timeoutMs = 5_000) {
  const opened = createServer(listener)
  server = opened
  await new Promise<void>((resolve) => opened.listen(0, 'localhost', resolve))
  const address = opened.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const signal = new AbortController().signal
  const access: Access = { connectionId: 'one', accessToken: 'token-1', settings: {}, signal, timeoutMs }
  return gmailSource({ apiUrl: `http://localhost:${port}`, clock: systemClock }).checkHealth(access)
}

const profile = JSON.stringify({ emailAddress: 'ada@northwind.example', historyId: '1' })
const zipped = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }

test('a compressed answer is read, and the request carries the token', async () => {
  const account = await askAt((request, response) => {
    response.writeHead(request.headers.authorization === 'Bearer token-1' ? 200 : 401, zipped).end(gzipSync(profile))
  })
  expect(account).toEqual({ id: 'ada@northwind.example', name: 'ada@northwind.example' })
})

test.each([
  ['plain', { 'Content-Length': '500' }, Buffer.from(profile)],
  ['compressed', { ...zipped, 'Content-Length': '500' }, gzipSync(profile).subarray(0, 20)],
])('an answer that breaks off (%s) is a passing fault', async (_, headers, begin) => {
  const call = askAt((_request, response) => {
    response.writeHead(200, headers)
    response.write(begin, () => response.destroy())
  })
  await expect(call).rejects.toMatchObject({ code: 'unavailable', retryable: true })
})

test('an answer that never ends is waited for as long as is allowed', async () => {
  const call = askAt((_request, response) => void response.writeHead(200, zipped).write(gzipSync(profile)), 50)
  await expect(call).rejects.toMatchObject({ code: 'timeout', retryable: true })
})

test.each([
  [503, 'Service Unavailable', 'unavailable'],
  [403, JSON.stringify({ error: { errors: [{ reason: 'insufficientPermissions' }] } }), 'scope_missing'],
  [404, '<html>not here</html>', 'gone'],
])('a refusal (%i) keeps its reason', async (status, body, code) => {
  await expect(askAt((_, response) => void response.writeHead(status).end(body))).rejects.toMatchObject({ code })
})

test('a service that is not there is a passing fault', async () => {
  const call = askAt((request) => request.socket.destroy())
  await expect(call).rejects.toMatchObject({ code: 'unavailable', retryable: true })
})
