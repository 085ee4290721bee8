import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { MessageForm } from '@switchboard/core/ports/message-channel'
import type { InboundSignal } from '@switchboard/core/ports/webhook'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { northwind, redirectUri, slackAt } from './slack-world'

let sandbox: Sandbox
let product: Server
let calls: { body: string; headers: Headers }[] = []

beforeAll(async () => {
  product = createServer((request, response) => {
    void text(request).then((body) => {
      const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      calls.push({ body, headers })
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((resolve) => product.listen(0, 'localhost', resolve))
  const address = product.address()
  const webhooksUrl = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`
  const options = { port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null, webhooksUrl }
  sandbox = await startSandbox(options)
})
afterAll(async () => {
  await sandbox.close()
  product.closeAllConnections()
  product.close()
})

const form: MessageForm = {
  id: 'suggestion.edit:01a20018-0000-7000-8000-000000000001',
  title: 'Change the task before it is approved',
  submit: 'Approve',
  fields: [
    { name: 'title', label: 'Title', kind: 'line', value: 'Send it', optional: false },
    { name: 'text', label: 'Words', kind: 'text', value: '', optional: true },
    { name: 'due', label: 'Due', kind: 'date', value: '2026-03-04', optional: true },
    {
      name: 'priority',
      label: 'Priority',
      kind: 'choice',
      value: 'high',
      optional: false,
      options: [
        { value: 'high', label: 'High' },
        { value: 'low', label: 'Low' },
      ],
    },
  ],
}

/** What the product makes of the next interaction that Slack sends. */
async function next(act: () => void): Promise<Extract<InboundSignal, { kind: 'pressed' }>> {
  calls = []
  act()
  await vi.waitFor(() => expect(calls).toHaveLength(1))
  const [{ body, headers } = { body: '', headers: new Headers() }] = calls
  const { webhook } = slackAt(sandbox.url)
  const verified = await webhook?.verify({
    rest: ['interactions'],
    headers,
    body: Buffer.from(body),
    now: new Date(),
    credentialOf: async () => null,
    secretsOf: () => [],
    appKeysOf: async () => null,
  })
  const signals = verified?.kind === 'event' ? webhook?.read(verified.event) : []
  const [signal] = signals ?? []
  if (signal?.kind !== 'pressed') throw new Error('Nothing was pressed.')
  return signal
}

test('a press opens a form, which comes back with what was filled in; a second time there is none to open', async () => {
  const provider = slackAt(sandbox.url)
  const workspace = sandbox.slack.workspace(northwind)
  const { id: channel } = workspace.directWith('U0MIRA')
  const elements = [{ type: 'button', action_id: 'suggestion.edit:1', text: { type: 'plain_text', text: 'Edit' } }]
  const { ts } = workspace.write(channel, {
    user: 'U0SWITCHBD',
    text: 'May I?',
    blocks: [{ type: 'actions', elements }],
  })
  const { reply } = await next(() => sandbox.slack.desk.press(northwind, channel, ts, 'U0MIRA', 'suggestion.edit:1'))
  sandbox.store.data.access.token = { grantId: 'g', scopes: ['chat:write'], expiresAt: Number.MAX_SAFE_INTEGER }
  sandbox.store.data.grants.push({
    id: 'g',
    email: northwind,
    clientId: sandbox.slack.apps.product.clientId,
    scopes: ['chat:write'],
    revoked: false,
    createdAt: new Date().toISOString(),
  })
  const access = {
    connectionId: 'c',
    accessToken: 'token',
    settings: provider.settings.parse({}),
    signal: new AbortController().signal,
    timeoutMs: 10_000,
  }
  await provider.channel?.openForm?.(access, reply, form)
  const [view] = workspace.views()
  expect(view).toMatchObject({
    user: 'U0MIRA',
    view: { callback_id: form.id, title: { text: 'Change the task before …' } },
  })
  await expect(provider.channel?.openForm?.(access, reply, form)).rejects.toMatchObject({ code: 'invalid_response' })
  const page = await (await fetch(`${sandbox.url}/slack/${northwind}/${channel}`)).text()
  expect(page).toContain('name="priority"')
  const values = { title: 'Send it today', text: '', due: '2026-03-05', priority: 'low' }
  const submitted = await next(() => sandbox.slack.desk.submit(northwind, view?.id ?? '', values))
  expect(submitted).toMatchObject({ id: form.id, by: { address: 'U0MIRA' }, values })
  // There is no address to answer at: it is shown where the form was opened.
  await provider.channel?.answer?.(access, submitted.reply, 'Approved.')
  expect(workspace.room(channel).notices?.at(-1)).toMatchObject({ user: 'U0MIRA', text: 'Approved.' })
  expect(workspace.views()).toEqual([])
  await provider.channel?.answer?.(access, reply, 'By the address.')
  expect(
    z
      .array(z.object({ text: z.string() }))
      .parse(workspace.room(channel).notices)
      .at(-1)?.text,
  ).toBe('By the address.')
})
