import { expect, test } from 'vitest'
import { buildConversation, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { conversationEventSchema } from '@switchboard/core/conversations/events'
import { expireIdle } from '@switchboard/core/conversations/expire-idle'
import { idleMs } from '@switchboard/core/conversations/limits'
import { say } from '@switchboard/core/conversations/say'

const database = createTestDatabase()

test('a conversation ends by itself after a day without a word, and not a moment before', async () => {
  const ctx = testContext(database)
  const { actor } = await buildMember(database.db)
  const now = ctx.clock.now()
  const { conversation } = await buildConversation(database.db, actor, { lastActivityAt: now })
  const { conversation: lively } = await buildConversation(database.db, actor, { lastActivityAt: now })
  const status = async (id: string) => {
    const row = await database.db.conversation.findFirstOrThrow({ where: { id }, include: { events: true } })
    return [row.status, ...row.events.map(({ data }) => conversationEventSchema.parse(data).kind)]
  }
  ctx.clock.advance(idleMs)
  await expireIdle(ctx, new AbortController().signal)
  expect(await status(conversation.id)).toEqual(['active'])
  await say(ctx, actor, {
    conversationId: lively.id,
    key: 'hello',
    text: 'Hello',
    channel: 'web',
    saidAt: ctx.clock.now(),
  })
  ctx.clock.advance(1)
  await expireIdle(ctx, new AbortController().signal)
  expect(await status(conversation.id)).toEqual(['expired', 'conversation'])
  expect((await status(lively.id))[0]).toBe('active')
})
