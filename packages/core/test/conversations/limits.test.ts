import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { buildConversation, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { say } from '@switchboard/core/conversations/say'
import { isSwitchboardError } from '@switchboard/core/errors'
import { readLimits } from '@switchboard/core/rate-limits/read-limits'
import { readUsage } from '@switchboard/core/rate-limits/read-usage'

const database = createTestDatabase()

async function talk(count = 1) {
  const ctx = testContext(database)
  const { actor } = await buildMember(database.db)
  const conversations: string[] = []
  for (let made = 0; made < count; made++)
    conversations.push((await buildConversation(database.db, actor)).conversation.id)
  const tell = (conversationId: string, key: string = randomUUID()) =>
    say(ctx, actor, { conversationId, key, text: 'Hello', channel: 'web', saidAt: ctx.clock.now() })
  return { ctx, actor, conversations, tell }
}

/** The limit that a call ran into, and after how many seconds it may come back. */
const limitOf = (call: Promise<unknown>) =>
  call.then(
    () => 'taken',
    (error: unknown) => {
      if (!isSwitchboardError(error, 'rate_limited')) throw error
      return `${error.facts.limit} ${error.facts.retryAfterSeconds}`
    },
  )

const together = (parts: Record<string, number>) => Object.values(parts).reduce((sum, part) => sum + part, 0)
const counted = (ends: string[]) => {
  const counts: Record<string, number> = {}
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1
  return counts
}

test('eight callers at once get exactly as much as one conversation may', async () => {
  const { conversations, tell } = await talk()
  const [id = ''] = conversations
  const callers = Array.from({ length: 8 }, async () => {
    const ends: string[] = []
    for (let call = 0; call < 4; call++) ends.push(await limitOf(tell(id)))
    return ends
  })
  const ends = counted((await Promise.all(callers)).flat())
  expect(ends.taken).toBe(10)
  expect(together(ends)).toBe(32)
})

test('three conversations on one kind of channel together get what the channel may, and take nothing where they are refused', async () => {
  const { ctx, actor, conversations, tell } = await talk(3)
  const inEach = conversations.map(async (id) => {
    const ends: string[] = []
    for (let call = 0; call < 10; call++) ends.push(await limitOf(tell(id)))
    return ends
  })
  const ends = (await Promise.all(inEach)).flat()
  expect(counted(ends)).toEqual({ taken: 20, 'channel 3': 10 })
  const [person] = await readLimits(ctx, actor, null)
  expect(person).toMatchObject({ name: 'person', remaining: 10, nextMs: 0 })
})

test('tokens come back evenly, and the refusal says after how many seconds', async () => {
  const { ctx, conversations, tell } = await talk()
  const [id = ''] = conversations
  for (let call = 0; call < 10; call++) await tell(id)
  expect(await limitOf(tell(id))).toBe('conversation 6')
  ctx.clock.advance(5_999)
  expect(await limitOf(tell(id))).toBe('conversation 1')
  ctx.clock.advance(1)
  expect(await limitOf(tell(id))).toBe('taken')
})

test('what is sent again under its key takes nothing', async () => {
  const { ctx, actor, conversations, tell } = await talk()
  const [id = ''] = conversations
  const key = randomUUID()
  for (let call = 0; call < 12; call++) await tell(id, key)
  const limits = await readLimits(ctx, actor, { conversationId: id, channel: 'web' })
  expect(limits.map(({ name, remaining }) => [name, remaining])).toEqual([
    ['person', 29],
    ['conversation', 9],
    ['channel', 19],
  ])
})

test('what a person says in all of their teams counts together; how much it is elsewhere no admin reads', async () => {
  const { ctx, actor, conversations, tell } = await talk()
  const [id = ''] = conversations
  const { actor: other } = await buildMember(database.db)
  await database.db.membership.create({ data: { teamId: other.teamId, userId: actor.userId } })
  for (let call = 0; call < 3; call++) await tell(id)
  const elsewhere = { teamId: other.teamId, userId: actor.userId }
  const [person] = await readLimits(ctx, elsewhere, null)
  expect(person).toMatchObject({ name: 'person', remaining: 27 })
  const { people } = await readUsage(ctx, other)
  expect(people.map(({ used, freeMs }) => [used, freeMs])).toEqual([
    [0, 0],
    [0, 0],
  ])
})

test('what each member uses is told by person, channel and conversation, and is free again with time', async () => {
  const { ctx, actor, conversations, tell } = await talk(2)
  const { actor: quiet } = await buildMember(database.db, { teamId: actor.teamId, role: 'member', name: 'Quiet' })
  const [first = '', second = ''] = conversations
  for (const id of [first, first, second]) await tell(id)
  const { limits, people } = await readUsage(ctx, actor)
  expect(limits).toEqual(ctx.sayLimits)
  expect(people.map(({ person, used, mostInOne }) => [person.id, used, mostInOne])).toEqual([
    [actor.userId, 3, 2],
    [quiet.userId, 0, 0],
  ])
  expect(people[0]?.channels.filter(({ used }) => used > 0)).toEqual([{ channel: 'web', used: 3 }])
  ctx.clock.advance(people[0]?.freeMs ?? 0)
  expect((await readUsage(ctx, actor)).people.map(({ used, freeMs }) => [used, freeMs])).toEqual([
    [0, 0],
    [0, 0],
  ])
})
