import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { createTRPCClient, wsLink } from '@trpc/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppRouter } from '@switchboard/api'
import { wire } from '@switchboard/api/wire'
import { conversationTopics } from '@switchboard/core/conversations/conversation-topic'
import { sayAsAgent } from '@switchboard/core/conversations/say-as-agent'
import { createTextWriter } from '@switchboard/core/conversations/text-writer'
import { systemClock } from '@switchboard/core/system-clock'
import { buildConversation, buildMember, createTestDatabase, freePort, testContext } from '@switchboard/testing'
import { openPageSockets } from '../page-sockets'
import { cookieOf, publicUrl, sessionSecret } from '../socket-client'
import { startGatewayHere } from '../start-gateway'
import { startTableGateway } from './start-gateway'
import { openPage } from './topic-page'
import { createTable, writeEvent } from './topic-table'

const database = createTestDatabase()
const running: ChildProcess[] = []

beforeAll(() => createTable(database.db))
afterAll(async () => {
  await Promise.all(running.map(kill))
})

async function kill(gateway: ChildProcess): Promise<void> {
  if (gateway.exitCode !== null || gateway.signalCode !== null) return
  const ended = once(gateway, 'exit')
  gateway.kill('SIGKILL')
  await ended
}

/** A gateway as a process of its own, by its script. Throws when it ends before it is ready; its reason stands in the output. */
async function startProcess(script: string) {
  const port = await freePort()
  const gateway: ChildProcess = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, script)], {
    env: {
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      PUBLIC_URL: publicUrl,
      GATEWAY_PORT: String(port),
      SESSION_SECRET: sessionSecret,
      ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(gateway)
  const { stdout } = gateway
  if (!stdout) throw new Error('The gateway has no output.')
  for await (const line of createInterface({ input: stdout })) {
    if (!line.includes('gateway ready')) continue
    stdout.resume()
    return { process: gateway, url: `ws://localhost:${port}/ws` }
  }
  throw new Error('The gateway ended before it was ready.')
}

/** Writes so many events a second until it is stopped; how many there are then. */
function writeOn(topic: string, perSecond: number) {
  let isStopped = false
  const written = (async () => {
    let seq = 0
    while (!isStopped) {
      await Promise.all([writeEvent(database.db, topic, ++seq, `token ${seq}`), pause(1_000 / perSecond)])
    }
    return seq
  })()
  return () => {
    isStopped = true
    return written
  }
}

test('a gateway is killed amid a stream: the page has the same text once, by another one', async () => {
  const [doomed, other] = await Promise.all([
    startProcess('topic-gateway.ts'),
    startTableGateway(testContext(database), database.url),
  ])
  const urls = [doomed.url, other.url]
  const cookie = await cookieOf((await buildMember(database.db)).user.id)
  const topic = `test:${randomUUID()}`
  let connects = 0
  // Each time it connects it comes to the other one.
  const page = openPage(() => urls[connects++ % 2] ?? '', cookie)
  const undisturbed = openPage(() => other.url, cookie)
  for (const each of [page, undisturbed]) each.follow(topic, '0')
  const stop = writeOn(topic, 50)
  await expect.poll(() => page.got.length).toBeGreaterThan(40)
  await kill(doomed.process)
  const atDeath = page.got.length
  await expect.poll(() => page.got.length).toBeGreaterThan(atDeath + 40)
  const all = Array.from({ length: await stop() }, (_, at) => `token ${at + 1}`)
  await expect.poll(() => page.texts()).toEqual(all)
  await expect.poll(() => undisturbed.texts()).toEqual(all)
  expect(page.sockets.length).toBeGreaterThan(1)
  expect(page.errors).toEqual([])
  await Promise.all([page.close(), undisturbed.close()])
  await other.gateway.close()
}, 120_000)

/** An answer of an agent to this member that is being written, and what writes it on. */
async function beginAnswer() {
  const ctx = { ...testContext(database), clock: systemClock }
  const { actor } = await buildMember(database.db)
  const { agent, conversation } = await buildConversation(database.db, actor)
  const { teamId, userId } = actor
  const conversationId = conversation.id
  const { id: messageId } = await database.db.$transaction((tx) =>
    sayAsAgent(tx, conversation, { key: 'run:1', status: 'writing', content: '' }, new Date()),
  )
  const { id: runId, attempts } = await database.db.agentRun.create({
    data: { teamId, userId, agentId: agent.id, conversationId, state: 'running', createdAt: new Date() },
  })
  const texts = createTextWriter(ctx)
  let content = ''
  let isStopped = false
  const write = (text: string) => {
    texts.write({ teamId, conversationId, messageId, runId, attempts, from: content.length, text })
    content += text
  }
  const written = (async () => {
    for (let word = 1; !isStopped; word++) {
      // Now and then one that no notification carries.
      write(word % 40 === 0 ? '😀'.repeat(4_000) : `wörd ${word} `)
      await pause(20)
    }
    await texts.settle(messageId)
    return content
  })()
  const stop = () => {
    isStopped = true
    return written
  }
  return { ctx, actor, conversationId, stop }
}

/** What a page makes of the events of a conversation: text goes on exactly where it ended, and each number comes once, in order. */
function followAnswer(url: () => string, cookie: string, id: string) {
  const { sockets, client } = openPageSockets(url, cookie)
  const { conversation } = createTRPCClient<AppRouter>({ links: [wsLink({ client, transformer: wire })] })
  const page = { text: '', last: 0, events: 0, faults: [] as unknown[] }
  conversation.follow.subscribe(
    { id, lastEventId: '0' },
    {
      onData: ({ id: seq, data }) => {
        if (Number(seq) !== page.last + 1) page.faults.push(`${seq} after ${page.last}`)
        page.last = Number(seq)
        page.events += 1
        if (data.kind !== 'text') return
        if (data.from !== page.text.length) page.faults.push(`from ${data.from} at ${page.text.length}`)
        page.text += data.text
      },
      onError: (error) => page.faults.push(error),
    },
  )
  return { page, sockets, close: () => client.close() }
}

test('a gateway is killed amid an answer: its page has every word once and in its place, by another one', async () => {
  const { ctx, actor, conversationId, stop } = await beginAnswer()
  const [doomed, other] = await Promise.all([
    startProcess('../../src/main.ts'),
    startGatewayHere(ctx, database.url, { topics: [conversationTopics] }),
  ])
  const urls = [doomed.url, other.url]
  const cookie = await cookieOf(actor.userId, { teamId: actor.teamId })
  let connects = 0
  const { page, sockets, close } = followAnswer(() => urls[connects++ % 2] ?? '', cookie, conversationId)
  await expect.poll(() => page.events, { timeout: 20_000 }).toBeGreaterThan(20)
  await kill(doomed.process)
  const atDeath = page.events
  await expect.poll(() => page.events, { timeout: 20_000 }).toBeGreaterThan(atDeath + 20)
  const content = await stop()
  await expect.poll(() => page.text, { timeout: 20_000 }).toBe(content)
  expect(page.faults).toEqual([])
  expect(sockets.length).toBeGreaterThan(1)
  expect(await database.db.conversationMessage.findFirst({ where: { conversationId } })).toMatchObject({ content })
  await close()
  await other.gateway.close()
}, 120_000)
