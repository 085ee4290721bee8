import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase } from '@switchboard/testing'
import { buildWorker, workerOptions } from './worker-process'

const database = createTestDatabase()
/** Not where other tests build theirs at the same time. */
const bundle = 'dist/spare-test/main.js'

let child: ChildProcess | undefined
let log = ''

beforeAll(async () => {
  expect(await buildWorker(bundle)).toEqual([0, null])
})
afterEach(() => child?.kill('SIGKILL'))

/** As the launcher starts it. */
function start(flags: string[], databaseUrl = database.url): ChildProcess {
  log = ''
  child = spawn(process.execPath, [bundle, ...flags], {
    ...workerOptions(databaseUrl),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (log += String(part)))
  return child
}

const said = (words: string) => expect.poll(() => log, { timeout: 15_000 }).toContain(words)

const locksSchema = z.tuple([z.object({ count: z.number() })])
const locks = async () => {
  const rows = await database.db.$queryRaw`
    select count(*)::int from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`
  return locksSchema.parse(rows)[0].count
}

test(
  'a spare does not count among the workers until it is told to begin, and works then',
  { timeout: 40_000 },
  async () => {
    const spare = start(['--spare'])
    await said('spare ready')
    expect([await database.db.worker.count(), await locks()]).toEqual([0, 0])
    spare.send('begin')
    await said('worker ready')
    expect(await database.db.worker.count()).toBe(1)
    expect(await locks()).toBeGreaterThan(0)
  },
)

test('a spare that is told while it starts begins all the same', { timeout: 40_000 }, async () => {
  start(['--spare']).send('begin')
  await said('worker ready')
  expect(log).not.toContain('spare ready')
})

test(
  'a spare that cannot reach the database waits for the word, and for the database then',
  { timeout: 40_000 },
  async () => {
    const spare = start(['--spare'], 'postgresql://nobody:x@127.0.0.1:1/none')
    await said('this spare waits cold')
    spare.send('begin')
    await said('the database cannot be used yet')
  },
)

test.each([
  ['worker', [], 'worker ready'],
  ['spare', ['--spare'], 'spare ready'],
])('a %s ends with its launcher', { timeout: 40_000 }, async (_, flags, ready) => {
  const launched = start(flags)
  await said(ready)
  const ended = once(launched, 'exit', { signal: AbortSignal.timeout(10_000) })
  launched.disconnect()
  expect(await ended).toEqual([0, null])
})
