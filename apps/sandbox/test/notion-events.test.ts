import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { notionClient, sandboxNotion, type Sandbox } from '../src/app'
import { idOf, workspace } from '../src/state/notion'
import { ada, start } from './sandbox-client'

type Call = { headers: IncomingHttpHeaders; body: string }
const ben = 'ben@northwind.example'
const eventSchema = z.looseObject({ id: z.string(), type: z.string(), attempt_number: z.number() })
const offerSchema = z.object({ verification_token: z.string() })
let product: Server
let sandbox: Sandbox
let calls: Call[] = []
let refuse = 0

beforeAll(async () => {
  product = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({ headers: request.headers, body })
      response.writeHead(refuse-- > 0 ? 503 : 200).end()
    })
  })
  await new Promise<void>((resolve) => product.listen(0, 'localhost', resolve))
  const address = product.address()
  const port = address && typeof address === 'object' ? address.port : 0
  sandbox = await start({ webhooksUrl: `http://localhost:${port}` })
})
afterAll(async () => {
  await sandbox.close()
  product.closeAllConnections()
  product.close()
})
beforeEach(() => {
  calls = []
  refuse = 0
})

const connected = (email: string) => ({
  id: `grant of ${email}`,
  email,
  clientId: notionClient.clientId,
  scopes: [],
  revoked: false,
  createdAt: new Date().toISOString(),
})
const sign = (body: string, token: string) => `sha256=${createHmac('sha256', token).update(body).digest('hex')}`
const comes = async (count: number) => {
  await vi.waitFor(() => expect(calls).toHaveLength(count), { timeout: 10_000 })
  return calls.map(({ headers, body }) => ({ signature: headers['x-notion-signature'], body }))
}
const add = () => sandbox.store.notion().add({ by: ben, title: 'Order paper', text: 'A4.', isRow: false })
const control = (path: string, body: object = {}) =>
  fetch(`${sandbox.url}/control/notion${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('nobody is told as long as nobody has connected', async () => {
  add()
  sandbox.store.data.grants.push(connected(ada))
  const page = add()
  const [call] = await comes(1)
  expect(JSON.parse(call?.body ?? '')).toMatchObject({
    workspace_id: workspace.id,
    type: 'page.created',
    entity: { id: page.id, type: 'page' },
    accessible_by: [
      { id: idOf(ada), type: 'person' },
      { id: idOf(`bot of ${ada}`), type: 'bot' },
    ],
  })
  expect(call?.signature).toBe(sign(call?.body ?? '', sandboxNotion.webhookToken))
})

test('each change has its name; a comment is no edit, and names its page', async () => {
  const page = add()
  const { editedAt } = page
  sandbox.store.notion().comment(page, ben, 'Which size?')
  expect(page.editedAt).toBe(editedAt)
  sandbox.store.notion().write(page, ben, 'A5 as well.')
  for (const inTrash of [true, false]) sandbox.store.notion().change(page, ben, { inTrash })
  sandbox.store.notion().change(page, ben, { due: '2040-01-01' })
  const bodies = (await comes(6)).map(({ body }) => eventSchema.parse(JSON.parse(body)))
  expect(bodies.map(({ type }) => type).sort()).toEqual([
    'comment.created',
    'page.content_updated',
    'page.created',
    'page.deleted',
    'page.properties_updated',
    'page.undeleted',
  ])
  const comment = bodies.find(({ type }) => type === 'comment.created')
  expect(comment).toMatchObject({ entity: { type: 'comment' }, data: { page_id: page.id } })
})

test('one that is not taken comes again under its id, counted and signed anew', async () => {
  refuse = 1
  add()
  const [first, second] = await comes(2)
  const [one, two] = [first, second].map((call) => eventSchema.parse(JSON.parse(call?.body ?? '')))
  expect([one?.attempt_number, two?.attempt_number, two?.id]).toEqual([1, 2, one?.id])
  expect(second?.signature).toBe(sign(second?.body ?? '', sandboxNotion.webhookToken))
  expect(second?.signature).not.toBe(first?.signature)
})

test('a new subscription sends its token first, unsigned, and is in force once that is verified', async () => {
  expect((await control('/subscription')).status).toBe(200)
  const [offer] = await comes(1)
  const { verification_token: token } = offerSchema.parse(JSON.parse(offer?.body ?? ''))
  expect(offer?.signature).toBeUndefined()
  expect(await (await fetch(`${sandbox.url}/workspace`)).text()).toContain('waits for its verification token')
  add()
  const [, before] = await comes(2)
  expect(before?.signature).toBe(sign(before?.body ?? '', sandboxNotion.webhookToken))
  expect((await control('/subscription/verify', { token: 'secret_other' })).status).toBe(400)
  expect((await control('/subscription/verify', { token })).status).toBe(200)
  add()
  const [, , after] = await comes(3)
  expect(after?.signature).toBe(sign(after?.body ?? '', token))
})
