import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildMember, createTestDatabase, freePort, testContext } from '@switchboard/testing'
import { cookieOf, publicUrl, sessionSecret } from '../socket-client'
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

/** A gateway as a process of its own. Throws when it ends before it is ready; its reason stands in the output. */
async function startProcess() {
  const port = await freePort()
  const gateway: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'topic-gateway.ts')],
    {
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
    },
  )
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
  const [doomed, other] = await Promise.all([startProcess(), startTableGateway(testContext(database), database.url)])
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
