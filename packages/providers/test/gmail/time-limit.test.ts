import { once } from 'node:events'
import http from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gmailSource } from '../../src/gmail/source'

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')

/** Answers at once, and never comes to an end. */
const server = http.createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
})
let apiUrl = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  apiUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const source = () => gmailSource({ apiUrl, clock: { now: () => new Date() } })
const check = (signal: AbortSignal) =>
  source().checkHealth({ accessToken: 'token', connectionId: 'one', settings: {}, signal, timeoutMs: 200 })

test('an answer that trickles in is not waited for longer than allowed, whatever becomes of memory meanwhile', async () => {
  const collecting = setInterval(() => {
    if (typeof collectGarbage === 'function') collectGarbage()
  }, 10)
  await expect(check(new AbortController().signal)).rejects.toMatchObject({ code: 'timeout' })
  clearInterval(collecting)
})

test('a call that is stopped ends at once', async () => {
  const stopping = new AbortController()
  const call = check(stopping.signal)
  setTimeout(() => stopping.abort(), 20)
  await expect(call).rejects.toMatchObject({ retryable: true })
  await expect(check(AbortSignal.abort())).rejects.toMatchObject({ retryable: true })
})
