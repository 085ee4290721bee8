import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { listen } from '@switchboard/db/listen'
import { buildConversation, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { appendEvent } from '../../src/conversations/append-events'
import { conversationStore, conversationTopic, conversationTopics } from '../../src/conversations/conversation-topic'
import type { ConversationEvent } from '../../src/conversations/events'
import { eventIdSchema, type TopicNotice } from '../../src/topics'

const database = createTestDatabase()

async function talk() {
  const ctx = testContext(database)
  const { actor } = await buildMember(database.db)
  const { conversation } = await buildConversation(database.db, actor)
  const { teamId } = actor
  const append = (text: string) => {
    const event: ConversationEvent = { kind: 'text', messageId: randomUUID(), from: 0, text }
    return appendEvent(database.db, { teamId, conversationId: conversation.id, event }, ctx.clock.now())
  }
  return { store: conversationStore(ctx, teamId), topic: conversationTopic(conversation.id), append, ctx }
}
const textsOf = (events: { data: ConversationEvent }[]) =>
  events.map(({ data }) => (data.kind === 'text' ? data.text : data.kind))

test('the store gives the events after a number, so many at a time, of this conversation and team alone', async () => {
  const { store, topic, append, ctx } = await talk()
  const other = await talk()
  expect(await store.head(topic)).toBe(0)
  for (const text of ['a', 'b', 'c']) await append(text)
  await other.append('theirs')
  expect(await store.head(topic)).toBe(3)
  expect(textsOf(await store.since(topic, 0, 2))).toEqual(['a', 'b'])
  expect((await store.since(topic, 1, 10)).map(({ seq }) => seq)).toEqual([2, 3])
  expect(await store.since(topic, 3, 10)).toEqual([])
  const strangers = conversationStore(ctx, randomUUID())
  expect([await strangers.head(topic), await strangers.since(topic, 0, 10)]).toEqual([0, []])
})

test('what is told of a conversation is read as a notice of its topic, large events by their number', async () => {
  const { store, topic, append } = await talk()
  const heard: TopicNotice[] = []
  const hear = (payload: string) => void heard.push(conversationTopics.noticeSchema.parse(JSON.parse(payload)))
  const listener = await listen({ url: database.url, channels: { [conversationTopics.channel]: hear } })
  await append('small')
  await append('x'.repeat(8_000))
  await expect.poll(() => heard.length).toBe(2)
  await listener.close()
  expect(heard.map(({ seq }) => ({ topic, seq }))).toEqual([
    { topic, seq: 1 },
    { topic, seq: 2 },
  ])
  expect(store.schema.parse(heard[0]?.data)).toMatchObject({ kind: 'text', text: 'small' })
  expect(heard[1]?.data).toBeUndefined()
})

test.each(['', '-1', '1.5', 'x', '1'.repeat(16), ' 1'])('%j is no id of an event', (id) => {
  expect(eventIdSchema.safeParse(id).success).toBe(false)
})

test('an id of an event is its number', () => {
  expect(eventIdSchema.parse('42')).toBe(42)
})
