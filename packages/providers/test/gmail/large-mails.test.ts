import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch } from '@switchboard/core/ports/item-source'
import { systemClock } from '@switchboard/core/system-clock'
import { gmailSource } from '@switchboard/providers/gmail/source'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

const header = 'From: ada@northwind.example\r\nSubject: Plans\r\n\r\n'
const answerOf = (id: string, bytes: number, internalDate = '1700000000000') => {
  const raw = Buffer.from(header + `${'All the plans. '.repeat(66)}\r\n`.repeat(bytes / 992)).toString('base64url')
  return gzipSync(JSON.stringify({ id, internalDate, labelIds: ['INBOX', 'UNREAD'], raw }))
}
const answers: Record<string, (id: string) => Buffer> = {
  small: (id) => answerOf(id, 1_000),
  large: (id) => answerOf(id, 3_500_000),
  huge: () => gzipSync(Buffer.alloc(101_000_000, ' ')),
  late: (id) => answerOf(id, 1_000, '999999999999999'),
}
let answerTo: (response: ServerResponse, id: string, attempt: number) => void
/** How often each mail was asked for. */
let attempts: Map<string, number>
/** What each sync is told of. */
let lists: string[][]

const plain: Record<string, () => unknown> = {
  profile: () => ({ emailAddress: 'ada@northwind.example', historyId: '1' }),
  messages: () => ({ messages: lists.shift()?.map((id) => ({ id })) }),
}
const server = createServer(({ url = '' }, response) => {
  const id = new URL(url, 'http://localhost').pathname.split('/').at(-1) ?? ''
  response.setHeader('Content-Type', 'application/json')
  const known = plain[id]
  if (known) return void response.end(JSON.stringify(known()))
  const attempt = (attempts.get(id) ?? 0) + 1
  attempts.set(id, attempt)
  answerTo(response, id, attempt)
})
let apiUrl = ''
beforeAll(async () => {
  await once(server.listen(0, 'localhost'), 'listening')
  const address = server.address()
  apiUrl = `http://localhost:${address && typeof address === 'object' ? address.port : 0}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  attempts = new Map()
  lists = []
  answerTo = (response, id) => send(response, id)
})

/** A mail's kind stands before the first dash of its id. */
const send = (response: ServerResponse, id: string) =>
  response.setHeader('Content-Encoding', 'gzip').end(answers[id.split('-')[0] ?? '']?.(id))

function fetchThem(...ids: string[]): Promise<ChangeBatch> {
  lists.push(ids)
  const { signal } = new AbortController()
  const access: Access = { connectionId: 'one', accessToken: 'token', settings: {}, signal, timeoutMs: 20_000 }
  return gmailSource({ apiUrl, clock: systemClock }).fetchChanges(access, { cursor: null, limit: 20, since: null })
}
const idsOf = (batch: ChangeBatch) => batch.items.map(({ externalId }) => externalId)

test('large mails are read one by one, whichever sync they are of', async () => {
  let underWay = 0
  let most = 0
  answerTo = (response, id, attempt) => {
    if (id.startsWith('large') && attempt > 1) {
      most = Math.max(most, (underWay += 1))
      response.on('finish', () => (underWay -= 1))
    }
    // What is under way at the same time is seen only while it takes a while.
    setTimeout(() => send(response, id), 20)
  }
  const ids = [
    ['large-1', 'large-2', 'small-1', 'large-3'],
    ['large-4', 'large-5'],
  ]
  const batches = await Promise.all(ids.map((some) => fetchThem(...some)))
  expect(batches.map(idsOf)).toEqual(ids)
  expect(most).toBe(1)
  // Each large one is found to be so by a call of its own.
  expect(batches[0]).toMatchObject({ unreadable: [], apiCalls: 9 })
}, 30_000)

test('a mail beyond any size is recorded with its reason, and the others come', async () => {
  const batch = await fetchThem('small-1', 'huge-1', 'small-2')
  expect(idsOf(batch)).toEqual(['small-1', 'small-2'])
  expect(batch.unreadable).toEqual([{ externalId: 'huge-1', reason: expect.stringContaining('too large') }])
}, 30_000)

test('a mail of a time that nobody can store is recorded, and the others come', async () => {
  const batch = await fetchThem('small-1', 'late-1')
  expect(idsOf(batch)).toEqual(['small-1'])
  expect(batch.unreadable).toEqual([{ externalId: 'late-1', reason: expect.stringContaining('could not be read') }])
})

test('of a batch that has failed no large mail is asked for any more', async () => {
  answerTo = (response, id, attempt) => {
    // By then the others have been found to be large, and wait.
    if (attempt > 1) setTimeout(() => response.writeHead(503).end(), 300)
    else send(response, id)
  }
  await expect(fetchThem('large-1', 'large-2', 'large-3')).rejects.toMatchObject({ code: 'unavailable' })
  expect([...attempts.values()].sort()).toEqual([1, 1, 2])
}, 30_000)
