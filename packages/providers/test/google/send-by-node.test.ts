import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createRawServer, type Server } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Access } from '@switchboard/core/ports/access'
import { systemClock } from '@switchboard/core/system-clock'
import { gmailSource } from '@switchboard/providers/gmail/source'
import { afterEach, expect, test } from 'vitest'
import { selfSigned } from './self-signed'

const releases: (() => unknown)[] = []
afterEach(() => {
  for (const release of releases.splice(0)) release()
})

const access = (timeoutMs = 5_000): Access => {
  const { signal } = new AbortController()
  return { connectionId: 'one', accessToken: 'token-1', settings: {}, signal, timeoutMs }
}
const sourceAt = (apiUrl: string) => gmailSource({ apiUrl, clock: systemClock })

async function open(server: Server, scheme = 'http') {
  server.on('connection', (socket) => releases.push(() => socket.destroy()))
  releases.push(() => server.close())
  await once(server.listen(0, 'localhost'), 'listening')
  const address = server.address()
  return `${scheme}://localhost:${address && typeof address === 'object' ? address.port : 0}`
}

const askAt = async (listener: RequestListener, timeoutMs?: number) =>
  sourceAt(await open(createServer(listener))).checkHealth(access(timeoutMs))

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

const answering = (answer: string) => () =>
  open(createRawServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(answer))))

test.each<[string, () => Promise<string>]>([
  ['that hangs up', () => open(createServer((request) => request.socket.destroy()))],
  [
    'that is not there',
    async () => {
      const server = createServer()
      const url = await open(server)
      server.close()
      await once(server, 'close')
      return url
    },
  ],
  ['whose name is unknown', async () => 'http://nowhere.invalid'],
  ['no way leads to', async () => 'http://255.255.255.255'],
  ['that does not speak HTTP', answering('220 mail.example ready\r\n')],
  [
    'that speaks HTTP where TLS is expected',
    async () => (await answering('HTTP/1.1 400 Bad Request\r\n\r\n')()).replace('http:', 'https:'),
  ],
  ['whose compressed answer is none', answering('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nplain')],
])('a service %s is a passing fault', async (_, start) => {
  const call = sourceAt(await start()).checkHealth(access())
  await expect(call).rejects.toMatchObject({
    code: 'unavailable',
    retryable: true,
    message: expect.stringContaining('cannot be reached'),
    cause: { fault: 'unreachable', detail: expect.stringMatching(/^(E|HPE_|Z_)[A-Z_]+$/) },
  })
})

test('a certificate that is not trusted is said to who can mend it, and is tried again', async () => {
  const url = await open(
    createTlsServer(selfSigned, (_, response) => void response.end(profile)),
    'https',
  )
  await expect(sourceAt(url).checkHealth(access())).rejects.toMatchObject({
    code: 'unavailable',
    retryable: true,
    message: expect.stringMatching(/SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/),
  })
})

/** Answers the first request of each connection and closes it upon the next, as if both had happened at once. */
async function closingKept() {
  const asked: string[] = []
  const known = new WeakSet()
  const url = await open(
    createServer((request, response) => {
      asked.push(request.method ?? '')
      if (known.has(request.socket)) return void request.socket.resetAndDestroy()
      known.add(request.socket)
      response.setHeader('Content-Type', 'application/json').end(profile)
    }),
  )
  return { asked, source: sourceAt(url) }
}

test('a kept connection that was closed meanwhile is no fault of what only reads', async () => {
  const { asked, source } = await closingKept()
  await source.checkHealth(access())
  await expect(source.checkHealth(access())).resolves.toMatchObject({ id: 'ada@northwind.example' })
  expect(asked).toEqual(['GET', 'GET', 'GET'])
})

test('a change is not sent again: whoever wants it made decides that', async () => {
  const { asked, source } = await closingKept()
  await source.checkHealth(access())
  await expect(source.apply?.(access(), 'archive', 'one')).rejects.toMatchObject({
    code: 'unavailable',
    retryable: true,
  })
  expect(asked).toEqual(['GET', 'POST'])
})

test('an answer without end is not taken in, however small it is on the wire', async () => {
  const endless = gzipSync(Buffer.alloc(101_000_000, ' '))
  const call = askAt((_, response) => void response.writeHead(200, zipped).end(endless), 30_000)
  await expect(call).rejects.toMatchObject({ code: 'invalid_response', cause: { fault: 'too_long' } })
})
