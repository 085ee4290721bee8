import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '@switchboard/testing'
import { buildWorker, workerOptions } from './worker-process'

const database = createTestDatabase()
const ready = 'worker ready'
const mostMs = 5_000
/** Not where other tests build theirs at the same time. */
const bundle = 'dist/stop-test/main.js'

let worker: ChildProcess | undefined
let link: Awaited<ReturnType<typeof openLink>> | undefined

beforeAll(async () => {
  expect(await buildWorker(bundle)).toEqual([0, null])
})

afterEach(() => {
  worker?.kill('SIGKILL')
  link?.cut()
})

/** The way to the database, which can be cut or fall silent. */
async function openLink() {
  const target = new URL(database.url)
  const sockets = new Set<net.Socket>()
  let silent = false
  let ask = () => {}
  const asked = new Promise<void>((resolve) => (ask = resolve))
  const server = net.createServer((near) => {
    ask()
    sockets.add(near)
    near.on('error', () => undefined)
    if (silent) return
    const far = net.connect(Number(target.port), target.hostname)
    sockets.add(far)
    far.on('error', () => undefined)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('No port.')
  const url = new URL(database.url)
  url.hostname = '127.0.0.1'
  url.port = String(address.port)
  return {
    url: url.toString(),
    /** Resolves when somebody has come this way. */
    asked,
    cut() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
    fallSilent() {
      silent = true
      for (const socket of sockets) socket.unpipe().pause()
    },
  }
}

/** Starts a worker; `said` resolves once its log holds these words. */
function start(databaseUrl: string) {
  const started = spawn(process.execPath, [bundle], {
    ...workerOptions(databaseUrl),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  worker = started
  let log = ''
  let errors = ''
  started.stdout.on('data', (part) => (log += String(part)))
  started.stderr.on('data', (part) => (errors += String(part)))
  return {
    async said(words: string) {
      while (!log.includes(words)) {
        if (started.exitCode !== null) throw new Error(`The worker ended: ${errors}`)
        await pause(20)
      }
    },
    async stop() {
      const askedAt = performance.now()
      started.kill('SIGTERM')
      const [code] = await once(started, 'exit', { signal: AbortSignal.timeout(3 * mostMs) })
      const tookMs = performance.now() - askedAt
      return { code, inTime: tookMs < mostMs, tookMs, errors }
    },
  }
}

type World = { link: NonNullable<typeof link>; said: (words: string) => Promise<void> }

test.each<[string, (world: World) => unknown]>([
  [
    'has just been cut off',
    async ({ link, said }) => {
      await said(ready)
      link.cut()
    },
  ],
  [
    'is away',
    async ({ link, said }) => {
      await said(ready)
      link.cut()
      await said('cannot be used yet')
    },
  ],
  [
    'has fallen silent',
    async ({ link, said }) => {
      await said(ready)
      link.fallSilent()
    },
  ],
  [
    'never answered',
    async ({ link }) => {
      link.fallSilent()
      await link.asked
    },
  ],
])('a worker whose database %s stops in time and in order', { timeout: 30_000 }, async (_, happen) => {
  link = await openLink()
  const { said, stop } = start(link.url)
  await happen({ link, said })
  expect(await stop()).toMatchObject({ code: 0, inTime: true })
})
