import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '@switchboard/testing'
import { openDatabase, type Database } from '../src/client'
import { Prisma } from '../src/generated/client'
import { isDatabaseAway } from '../src/is-database-away'

const database = createTestDatabase()
let db: Database
let way: Server
let sockets: Socket[]
/** From now on nothing gets through, and nobody says so. */
let vanished: boolean

beforeEach(async () => {
  const { hostname, port } = new URL(database.url)
  sockets = []
  vanished = false
  way = createServer((near) => {
    const far = connect(Number(port), hostname)
    sockets.push(near, far)
    for (const socket of [near, far]) socket.on('error', () => undefined)
    near.on('data', (bytes) => void (vanished || far.write(bytes)))
    far.on('data', (bytes) => void (vanished || near.write(bytes)))
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve))
  const address = way.address()
  const url = new URL(database.url)
  url.host = `127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
  db = openDatabase(url.toString(), { poolSize: 1, answerTimeoutMs: 1_000 })
})
afterEach(async () => {
  await db.$disconnect()
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => way.close(resolve))
})

test.each<[string, () => Promise<unknown>]>([
  [
    'a statement',
    () => {
      vanished = true
      return db.team.count()
    },
  ],
  [
    'a list',
    () => {
      vanished = true
      return db.readRows(Prisma.sql`select 1`)
    },
  ],
  [
    'a transaction',
    () =>
      db.$transaction(async (tx) => {
        await tx.team.count()
        vanished = true
        await tx.team.create({ data: { name: 'Half done' } })
      }),
  ],
])('%s ends in time when the host vanishes, and its connection is not used again', async (_, call) => {
  await db.team.count()
  const error = await call().then(
    () => null,
    (caught: unknown) => caught,
  )
  expect(isDatabaseAway(error), String(error)).toBe(true)
  vanished = false
  expect(await db.team.count({ where: { name: 'Half done' } })).toBe(0)
})
