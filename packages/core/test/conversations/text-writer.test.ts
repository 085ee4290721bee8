import { expect, test } from 'vitest'
import { buildConversation, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { sayAsAgent } from '@switchboard/core/conversations/say-as-agent'
import { createTextWriter } from '@switchboard/core/conversations/text-writer'
import { writeTexts } from '@switchboard/core/conversations/write-texts'

const database = createTestDatabase()

/** An answer that is being written, and the piece that comes next. */
async function writing(text: string) {
  const ctx = testContext(database)
  const { actor } = await buildMember(database.db)
  const { agent, conversation } = await buildConversation(database.db, actor)
  const now = ctx.clock.now()
  const { teamId, userId } = actor
  const said = await database.db.$transaction((tx) =>
    sayAsAgent(tx, conversation, { key: 'run:1', status: 'writing', content: '' }, now),
  )
  const run = await database.db.agentRun.create({
    data: { teamId, userId, agentId: agent.id, conversationId: conversation.id, state: 'running', createdAt: now },
  })
  const piece = {
    teamId,
    conversationId: conversation.id,
    messageId: said.id,
    runId: run.id,
    attempts: run.attempts,
    from: 0,
    text,
  }
  const read = async () => ({
    content: (await database.db.conversationMessage.findFirstOrThrow({ where: { id: said.id } })).content,
    seq: (await database.db.conversation.findFirstOrThrow({ where: { id: conversation.id } })).lastSeq,
    events: await database.db.conversationEvent.count({ where: { conversationId: conversation.id, kind: 'text' } }),
  })
  return { ctx, now, piece, read }
}

test('pieces of several conversations are written together, also by two processes in opposite orders', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, (_, index) => writing(`text ${index}`)))
  const pieces = all.map(({ piece }) => piece)
  const now = new Date('2026-03-02T09:00:00Z')
  await Promise.all([writeTexts(database.db, pieces, now), writeTexts(database.db, pieces.toReversed(), now)])
  const read = await Promise.all(all.map((one) => one.read()))
  expect(read).toEqual(all.map((_, index) => ({ content: `text ${index}`.repeat(2), seq: 3, events: 2 })))
})

test('what is more than a notification carries is written all the same', async () => {
  const { now, piece, read } = await writing('ä'.repeat(10_000))
  await writeTexts(database.db, [piece], now)
  expect(await read()).toMatchObject({ content: piece.text, events: 1 })
})

test('a worker that has lost its run to another writes nothing', async () => {
  const { now, piece, read } = await writing('old words')
  await database.db.agentRun.updateMany({ where: { id: piece.runId }, data: { attempts: { increment: 1 } } })
  await writeTexts(database.db, [piece], now)
  expect(await read()).toEqual({ content: '', seq: 1, events: 0 })
})

test('what comes while a piece is stored makes one piece of its own', async () => {
  const { ctx, piece, read } = await writing('')
  const texts = createTextWriter(ctx)
  const words = Array.from({ length: 100 }, (_, index) => `${index} `)
  let from = 0
  for (const text of words) {
    texts.write({ ...piece, from, text })
    from += text.length
  }
  await texts.settle()
  const { content, events } = await read()
  expect(content).toBe(words.join(''))
  expect(events).toBeLessThanOrEqual(2)
})
