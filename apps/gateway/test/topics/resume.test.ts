import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { TopicStore } from '@switchboard/core/topics'
import { buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'
import { cookieOf } from '../socket-client'
import { startTableGateway } from './start-gateway'
import { openPage } from './topic-page'
import { topicRouterOf } from './topic-router'
import { createTable, type Data, tableStore, tableTopics, writeEvent } from './topic-table'

const database = createTestDatabase()
let ctx: TestContext
let cookie: string
const endings: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  ctx = testContext(database)
  await createTable(ctx.db)
  cookie = await cookieOf((await buildMember(ctx.db)).user.id)
})
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** A gateway that reads by this store; its address. */
async function start(change: (store: TopicStore<Data>) => Partial<TopicStore<Data>> = () => ({})) {
  const store = { ...tableStore(ctx.db), ...change(tableStore(ctx.db)) }
  const { gateway, url } = await startTableGateway(
    ctx,
    database.url,
    topicRouterOf(() => store),
  )
  endings.push(() => gateway.close())
  return url
}

function open(url: string | (() => string)) {
  const page = openPage(typeof url === 'string' ? () => url : url, cookie)
  endings.push(() => page.close())
  return page
}

/** Writes so many events after the last of the topic. */
function writer() {
  const topic = `test:${randomUUID()}`
  let seq = 0
  return {
    topic,
    write: async (count = 1) => {
      for (let turn = 0; turn < count; turn++) await writeEvent(ctx.db, topic, ++seq, `event ${seq}`)
    },
    /** All by one statement, and told the same way. */
    writeMany: async (count: number, text = (number: number) => `event ${number}`) => {
      const texts = Array.from({ length: count }, (_, at) => text(seq + at + 1))
      await ctx.db.$executeRaw`
        with written as (
          insert into event select ${topic}, ${seq}::int + nr, jsonb_build_object('text', text)
          from unnest(${texts}::text[]) with ordinality t (text, nr) returning topic, seq
        ) select pg_notify(${tableTopics.channel}, jsonb_build_object('topic', topic, 'seq', seq)::text) from written order by seq`
      seq += count
    },
    /** Writes an event of which no gateway hears. */
    writeUntold: () =>
      ctx.db
        .$executeRaw`insert into event values (${topic}, ${++seq}, jsonb_build_object('text', ${`event ${seq}`}::text))`,
    all: () => Array.from({ length: seq }, (_, at) => `event ${at + 1}`),
  }
}

test('a page that knows of nothing is told what comes from then on', async () => {
  const { topic, write } = writer()
  await write(2)
  let isHeadRead = false
  const url = await start((store) => ({
    head: async (...call) => {
      const head = await store.head(...call)
      isHeadRead = true
      return head
    },
  }))
  const page = open(url)
  page.follow(topic)
  await expect.poll(() => isHeadRead).toBe(true)
  await write(3)
  await expect.poll(() => page.got).toEqual([3, 4, 5].map((seq) => ({ id: String(seq), text: `event ${seq}` })))
})

test('a page that knows of an event is told all after it, from a store that gives pages', async () => {
  const { topic, write, writeMany, all } = writer()
  await writeMany(650)
  const page = open(await start())
  page.follow(topic, '3')
  await expect.poll(() => page.got.length).toBe(647)
  await write(2)
  await expect.poll(() => page.texts()).toEqual(all().slice(3))
  expect(page.starts()).toBe(1)
})

test('a page goes on at another gateway with what happened meanwhile', async () => {
  const { topic, write, all } = writer()
  const urls = [await start(), await start()]
  let at = 0
  const page = open(() => urls[at] ?? '')
  page.follow(topic, '0')
  await write(5)
  await expect.poll(() => page.got.length).toBe(5)
  at = 1
  page.sockets[0]?.terminate()
  await write(5)
  await expect.poll(() => page.texts()).toEqual(all())
  await write(2)
  await expect.poll(() => page.texts()).toEqual(all())
  expect(page.sockets).toHaveLength(2)
})

test('what is written while a page reads what it missed comes once', async () => {
  const { topic, write, all } = writer()
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let isReading = false
  const url = await start((store) => ({
    since: async (...call) => {
      // Read before the others are written, answered after.
      const events = await store.since(...call)
      isReading = true
      await held
      return events
    },
  }))
  await write(3)
  const page = open(url)
  page.follow(topic, '0')
  await expect.poll(() => isReading).toBe(true)
  await write(3)
  release()
  await write(3)
  await expect.poll(() => page.texts()).toEqual(all())
})

test('more than can wait is read again', async () => {
  const { topic, write, writeMany, all } = writer()
  await write(1)
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let reads = 0
  const url = await start((store) => ({
    since: async (...call) => {
      const events = await store.since(...call)
      if (++reads === 1) await held
      return events
    },
  }))
  const page = open(url)
  page.follow(topic, '0')
  await expect.poll(() => reads).toBe(1)
  await writeMany(1_200)
  // Others are told at once.
  const other = open(url)
  other.follow(topic, '1200')
  await expect.poll(() => other.got.length).toBe(1)
  release()
  await expect.poll(() => page.texts()).toEqual(all())
  expect(page.sockets).toHaveLength(1)
})

test('events of which nothing was heard come before the next one', async () => {
  const { topic, write, writeUntold, all } = writer()
  const page = open(await start())
  page.follow(topic, '0')
  await write(2)
  await expect.poll(() => page.got.length).toBe(2)
  await writeUntold()
  await writeUntold()
  await write(1)
  await expect.poll(() => page.texts()).toEqual(all())
})

test('an event that is too large for its notice comes from the store', async () => {
  const { topic } = writer()
  const page = open(await start())
  page.follow(topic, '0')
  const texts = ['small', 'ä'.repeat(5_000), 'small again']
  for (const [at, text] of texts.entries()) await writeEvent(ctx.db, topic, at + 1, text)
  await expect.poll(() => page.texts()).toEqual(texts)
})

test('a database that is away for a moment ends no subscription', async () => {
  const { topic, write, all } = writer()
  let faults = 2
  const url = await start((store) => ({
    since: async (...call) => {
      if (faults-- > 0) throw new Error('away')
      return store.since(...call)
    },
  }))
  await write(2)
  const page = open(url)
  page.follow(topic, '0')
  await expect.poll(() => page.texts()).toEqual(all())
  expect(page.sockets).toHaveLength(3)
  expect(page.errors).toEqual([])
  expect(ctx.logger.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', message: 'events of a topic could not be read' }),
  )
})

test('a page that takes nothing is cut, and has all of it once when it is back', async () => {
  const { topic, write, writeMany } = writer()
  const url = await start()
  const [slow, quick] = [open(url), open(url)]
  for (const page of [slow, quick]) page.follow(topic, '0')
  await write(1)
  await expect.poll(() => slow.got.length + quick.got.length).toBe(2)
  slow.sockets[0]?.pause()
  const large = (number: number) => `${number} ${'x'.repeat(100_000)}`
  for (let turn = 0; turn < 20; turn++) {
    await writeMany(5, large)
    await expect.poll(() => quick.got.length).toBe(1 + (turn + 1) * 5)
  }
  expect(slow.got).toHaveLength(1)
  slow.sockets[0]?.resume()
  await expect.poll(() => slow.got.length).toBe(101)
  expect(slow.texts()).toEqual(quick.texts())
  expect(slow.sockets.length).toBeGreaterThan(1)
  expect(quick.sockets).toHaveLength(1)
})

test('an id that is none is refused', async () => {
  const page = open(await start())
  page.follow(writer().topic, 'x')
  await expect.poll(() => page.errors).toMatchObject([{ data: { code: 'BAD_REQUEST' } }])
})
