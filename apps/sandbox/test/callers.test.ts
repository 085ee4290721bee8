import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../src/app'
import { ada, start } from './sandbox-client'

let sandbox: Sandbox
beforeAll(async () => void (sandbox = await start({ productUrl: 'http://localhost:4321' })))
afterAll(() => sandbox.close())

type Call = { method?: string; path?: string; headers?: Record<string, string>; body?: string }
type Answer = { status: number | undefined; text: string }

/** `fetch` does not let a test choose Host. */
const call = ({ method = 'GET', path = '/', headers, body }: Call) =>
  new Promise<Answer>((resolve, reject) => {
    const sent = request(new URL(path, sandbox.url), { method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part) => (text += part))
      answer.on('end', () => resolve({ status: answer.statusCode, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
const portOf = () => new URL(sandbox.url).port
const mail = JSON.stringify({ to: ada, from: 'x@y.example', subject: 'Hello', text: 'x' })
const deliver = (origin?: string) =>
  call({
    method: 'POST',
    path: '/control/deliver',
    headers: { 'content-type': 'application/json', ...(origin === undefined ? {} : { origin }) },
    body: mail,
  })

test.each(['/', `/mailbox/${ada}`, `/control/mailbox/${ada}`, '/gmail/v1/users/me/profile'])(
  'under the name of another site %s tells nothing',
  async (path) => {
    for (const host of [
      `evil.example:${portOf()}`,
      'evil.example',
      'localhost',
      `localhost.evil.example:${portOf()}`,
    ]) {
      const { status, text } = await call({ path, headers: { host } })
      expect([host, status, text]).toEqual([host, 403, expect.stringContaining(`is reached as ${sandbox.url} alone`)])
      expect(text).not.toContain(ada)
    }
  },
)

test('under each name of this machine it answers', async () => {
  for (const name of ['localhost', 'LOCALHOST', '127.0.0.1', '[::1]']) {
    expect(await call({ headers: { host: `${name}:${portOf()}` } })).toMatchObject({ status: 200 })
  }
})

test.each([
  ['POST', '/control/deliver'],
  ['POST', '/control/revoke'],
  ['POST', '/control/faults'],
  ['DELETE', '/control/faults'],
  ['POST', '/google/o/oauth2/v2/consent'],
])('the page of another site cannot call %s %s', async (method, path) => {
  const before = sandbox.store.mailbox(ada).data.messages.length
  for (const origin of ['https://evil.example', 'http://localhost:9', 'null', '']) {
    const { status, text } = await call({ method, path, headers: { origin, accept: 'text/html' } })
    expect([origin, status]).toEqual([origin, 403])
    expect(text).toContain('The page of another site cannot change the sandbox.')
  }
  expect(sandbox.store.mailbox(ada).data.messages).toHaveLength(before)
})

test('its own pages, the product’s, and programs can', async () => {
  const own = [sandbox.url, `http://127.0.0.1:${portOf()}`]
  for (const origin of [...own, 'http://localhost:4321', undefined]) {
    expect(await deliver(origin)).toMatchObject({ status: 200 })
  }
})

test('a link to it from anywhere can be followed', async () => {
  expect(await call({ headers: { origin: 'https://evil.example' } })).toMatchObject({ status: 200 })
})

test('who is refused uses up no fault', async () => {
  sandbox.faults.add({ kind: 'unavailable', path: '/gmail', times: 1 })
  await call({ path: '/gmail/v1/users/me/profile', headers: { host: 'evil.example' } })
  expect(sandbox.faults.list()).toHaveLength(1)
  sandbox.faults.clear()
})
