import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { initTRPC, tracked } from '@trpc/server'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { afterAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { wire } from '@switchboard/api/wire'
import { collectingLogger } from '@switchboard/testing'
import { encoder, frameOf, toldOf } from '../../src/hub/frames'
import { createHub } from '../../src/hub/hub'

const data = { text: '~ "quoted" \u2028 ä 👍', list: [1, null], at: new Date(1_795_284_000_000) }

const hub = createHub(collectingLogger())
const t = initTRPC.context<{ socket: WebSocket }>().create({ transformer: wire })
const router = t.router({
  plain: t.procedure.subscription(async function* () {
    yield data
    yield tracked('7', data)
  }),
  handedOver: t.procedure.subscription(({ ctx, signal }) => hub.listen(['a'], ctx.socket, signal)),
})
const server = createServer().listen(0)
const sockets = new WebSocketServer({ server })
applyWSSHandler({
  wss: sockets,
  router,
  createContext: ({ res }) => ({ socket: res }),
  experimental_encoder: encoder,
})
afterAll(() => {
  for (const socket of sockets.clients) socket.terminate()
  sockets.close()
  server.close()
})

/** What a client of tRPC's form gets until so many frames have come. */
async function framesOf(path: string, id: string | number, count: number, whenStarted?: () => void) {
  const address = server.address()
  const socket = new WebSocket(`ws://localhost:${typeof address === 'object' && address ? address.port : 0}`)
  const frames: string[] = []
  const all = new Promise<void>((resolve) => {
    socket.on('message', (frame) => {
      frames.push(frame.toString())
      if (frame.toString() === 'PONG') whenStarted?.()
      if (frames.length === count) resolve()
    })
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ id, method: 'subscription', params: { path } }))
  await all
  socket.terminate()
  return frames
}

test.each([1, 'call-1', '"\\'])('a frame is the very one that tRPC writes, for the call %j', async (id) => {
  const frames = await framesOf('plain', id, 3)
  expect(frames.slice(1, 3)).toEqual([String(frameOf(id, toldOf(null, data))), String(frameOf(id, toldOf(7, data)))])
})

test('whoever gave itself over is sent one word that clients pass over, and then what is told', async () => {
  const told = { id: randomUUID() }
  const frames = await framesOf('handedOver', 3, 3, () => hub.tell('a', told))
  expect(frames).toEqual([
    '{"id":3,"result":{"type":"started"}}',
    'PONG',
    JSON.stringify({ id: 3, result: { type: 'data', data: told } }),
  ])
})

test('tRPC is the version whose frames these are, on both sides', () => {
  const versionOf = (name: string) => {
    const manifest: unknown = JSON.parse(readFileSync(new URL(`${name}/package.json`, modules), 'utf8'))
    return manifest
  }
  const modules = new URL('../../../../node_modules/', import.meta.url)
  expect(versionOf('@trpc/server')).toMatchObject({ version: '11.22.1' })
  expect(versionOf('@trpc/client')).toMatchObject({ version: '11.22.1' })
  const own: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(own).toMatchObject({ dependencies: { '@trpc/server': '11.22.1' } })
})
