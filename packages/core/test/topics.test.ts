import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listener } from '@switchboard/db/listen'
import { createTestDatabase } from '@switchboard/testing'
import { eventIdSchema, tellTopics, topicChannel, topicNoticeSchema, type TopicNotice } from '../src/topics'

const database = createTestDatabase()
let listener: Listener
const heard: TopicNotice[] = []

beforeAll(async () => {
  listener = await listen({
    url: database.url,
    channels: { [topicChannel]: (payload) => heard.push(topicNoticeSchema.parse(JSON.parse(payload))) },
  })
})
afterAll(() => listener.close())

test('events are told in their order with what they carry, as far as PostgreSQL takes it', async () => {
  const around = JSON.stringify({ topic: 'a', seq: 2, data: '' }).length
  const notices = [
    { topic: 'a', seq: 1, data: { text: 'ä' } },
    { topic: 'a', seq: 2, data: 'x'.repeat(7_999 - around) },
    { topic: 'a', seq: 3, data: 'x'.repeat(8_000 - around) },
    { topic: 'a', seq: 4, data: 'ä'.repeat(4_000) },
    { topic: 'b', seq: 1, data: null },
  ]
  await tellTopics(database.db, [])
  await tellTopics(database.db, notices)
  await expect.poll(() => heard.length).toBe(5)
  const [first, second, , , last] = notices
  expect(heard).toEqual([first, second, { topic: 'a', seq: 3 }, { topic: 'a', seq: 4 }, last])
})

test('nothing is told of what is rolled back', async () => {
  const before = heard.length
  const lost = database.db.$transaction(async (tx) => {
    await tellTopics(tx, [{ topic: 'a', seq: 5, data: 'lost' }])
    throw new Error('rolled back')
  })
  await expect(lost).rejects.toThrow('rolled back')
  await tellTopics(database.db, [{ topic: 'a', seq: 5, data: 'kept' }])
  await expect.poll(() => heard.slice(before)).toEqual([{ topic: 'a', seq: 5, data: 'kept' }])
})

test.each(['', '-1', '1.5', 'x', '1'.repeat(16), ' 1'])('%j is no id of an event', (id) => {
  expect(eventIdSchema.safeParse(id).success).toBe(false)
})

test('an id of an event is its number', () => {
  expect(eventIdSchema.parse('42')).toBe(42)
})
