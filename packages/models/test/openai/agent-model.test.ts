import { createServer, type Server, type ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { learntForm, learntSchema } from '@switchboard/core/memory/prompt'
import type { AgentPart, AgentRequest } from '@switchboard/core/ports/agent-model'
import { createAgentModel } from '@switchboard/models'
import { openAiAgent, type OpenAiAgentOptions } from '@switchboard/models/openai/agent-model'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { fakeClock } from '@switchboard/testing'

let sandbox: Sandbox
const servers: Server[] = []
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [], dataDir: null, mailbox: null })
})
afterEach(() => {
  sandbox.faults.clear()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})
afterAll(() => sandbox.close())

const clock = fakeClock('2026-03-02T09:00:00Z')
const tools = ['list_tasks', 'create_task', 'search_items'].map((name) => ({
  name,
  description: name,
  input: { type: 'object', properties: {} },
}))
const request = (text: string, fields: Partial<AgentRequest> = {}): AgentRequest => ({
  model: null,
  system: 'You are an assistant.',
  turns: [{ by: 'person', text }],
  tools,
  maxTokens: 500,
  ...fields,
})

async function ask(
  asked: AgentRequest,
  options: Partial<OpenAiAgentOptions> = {},
  signal = new AbortController().signal,
) {
  const model = openAiAgent({
    apiKey: 'sandbox',
    baseUrl: `${sandbox.url}/openai/v1`,
    model: 'gpt-4.1-mini',
    clock,
    ...options,
  })
  const parts: AgentPart[] = []
  for await (const part of model.answer(asked, signal)) parts.push(part)
  return parts
}

const textOf = (parts: AgentPart[]) => parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')

/** A server whose answer is a stream that `write` makes. Returns its address. */
async function streaming(write: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    write(response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

const piece = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`

describe('OpenAI as an agent’s model', () => {
  test('streams words, and tells what they cost', async () => {
    const parts = await ask(request('How are you?'))
    expect(parts.filter(({ kind }) => kind === 'text').length).toBeGreaterThan(5)
    expect(textOf(parts)).toContain('You wrote “How are you?”')
    const end = parts.at(-1)
    expect(end).toMatchObject({ kind: 'end', reason: 'done' })
    expect(end?.kind === 'end' && end.usage.costMicros).toBeGreaterThan(0)
  })

  test('calls a tool, and reads what came of it', async () => {
    const parts = await ask(request('Please remind me to book the boathouse.'))
    const call = parts.flatMap((part) => (part.kind === 'call' ? [part.call] : []))[0]
    expect(call).toMatchObject({ name: 'create_task', input: { title: 'Book the boathouse' } })
    expect(parts.at(-1)).toMatchObject({ kind: 'end', reason: 'calls' })
    const calls = call ? [call] : []
    const turns: AgentRequest['turns'] = [
      { by: 'person', text: 'Please remind me to book the boathouse.' },
      { by: 'agent', text: '', calls },
      {
        by: 'tool',
        callId: call?.id ?? '',
        text: '----- x begin -----\n{"title":"Book it","made":true}\n----- x end -----',
      },
    ]
    expect(textOf(await ask(request('', { turns })))).toBe('I made the task “Book it”.')
  })

  test('answers in a form that was asked for', async () => {
    const told = '----- b begin -----\nThe person has just said:\nI prefer the aisle seat.\n----- b end -----'
    const parts = await ask(request(told, { tools: [], answerForm: learntForm }))
    expect(learntSchema.parse(JSON.parse(textOf(parts))).facts).toMatchObject([
      { action: 'keep', content: 'I prefer the aisle seat', quote: 'I prefer the aisle seat.' },
    ])
  })

  test('gives on an input that is no JSON as it is', async () => {
    sandbox.faults.add({ kind: 'invalid_json' })
    const parts = await ask(request('Hello'))
    expect(parts[0]).toMatchObject({ kind: 'call', call: { input: '{"title": "Sure! Here' } })
  })

  test.each([
    ['a refusal', { kind: 'refusal' }, { code: 'refused' }],
    ['429', { kind: 'too_many_requests', path: '/openai' }, { code: 'rate_limited', retryAfterMs: 30_000 }],
    ['503', { kind: 'unavailable', path: '/openai' }, { code: 'unavailable' }],
    ['401', { path: '/openai', status: 401 }, { code: 'unauthorized' }],
    ['HTML in place of a stream', { path: '/openai', body: '<html>' }, { code: 'invalid_answer' }],
  ] as const)('%s', async (_name, fault, error) => {
    sandbox.faults.add(fault)
    await expect(ask(request('Hello'))).rejects.toMatchObject(error)
  })

  test('no first word in time', async () => {
    sandbox.faults.add({ kind: 'no_answer', path: '/openai' })
    await expect(ask(request('Hello'), { firstTimeoutMs: 100 })).rejects.toMatchObject({ code: 'timeout' })
    const baseUrl = await streaming(() => undefined)
    await expect(ask(request('Hello'), { baseUrl, firstTimeoutMs: 100 })).rejects.toMatchObject({ code: 'timeout' })
  })

  test('a stream that stalls after its first word', async () => {
    const baseUrl = await streaming((response) => response.write(piece({ content: 'Well' })))
    await expect(ask(request('Hello'), { baseUrl, nextTimeoutMs: 100 })).rejects.toMatchObject({ code: 'timeout' })
  })

  test.each([
    ['that ends before the answer does', piece({ content: 'Well' }), 'invalid_answer'],
    [
      'with a fault in its middle',
      `${piece({ content: 'Well' })}data: {"error":{"message":"Overloaded."}}\n\n`,
      'unavailable',
    ],
    ['whose pieces are no JSON', 'data: {"choices":[{"del\n\n', 'invalid_response'],
    ['whose pieces have another form', 'data: {"choices":"none"}\n\n', 'invalid_response'],
  ])('a stream %s', async (_name, body, code) => {
    const baseUrl = await streaming((response) => response.end(body))
    await expect(ask(request('Hello'), { baseUrl })).rejects.toMatchObject({ code })
  })

  test.each([
    ['of empty pieces', piece({ content: '' })],
    ['of a call’s input', piece({ tool_calls: [{ index: 0, function: { arguments: 'x'.repeat(500) } }] })],
  ])('a stream without end, %s', async (_name, one) => {
    const baseUrl = await streaming((response) => {
      const many = one.repeat(200)
      const write = () => {
        while (!response.destroyed && response.write(many)) continue
      }
      response.on('drain', write)
      write()
    })
    await expect(ask(request('Hello'), { baseUrl })).rejects.toMatchObject({ code: 'invalid_answer' })
  })

  test('that is stopped ends without an error, and hears no more', async () => {
    const stop = new AbortController()
    const closed = new Promise<void>((resolve, reject) => {
      streaming((response) => {
        response.write(piece({ content: 'Well' }))
        response.on('close', resolve)
        stop.abort()
      })
        .then((baseUrl) => ask(request('Hello'), { baseUrl }, stop.signal))
        .catch(reject)
    })
    await closed
  })
})

test.each([
  ['auto', undefined, undefined],
  ['auto', 'sk-1', 'gpt-4.1-mini'],
  ['offline', 'sk-1', undefined],
] as const)('%s with the key %s', (wanted, key, name) => {
  const variables = { OPENAI_BASE_URL: 'https://api.openai.com/v1', OPENAI_MODEL: 'gpt-4.1-mini' }
  expect(createAgentModel({ ...variables, GENERATOR: wanted, OPENAI_API_KEY: key }, clock)?.name).toBe(name)
})
