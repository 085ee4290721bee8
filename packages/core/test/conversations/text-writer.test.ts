import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { buildConversation, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { sayAsAgent } from '@switchboard/core/conversations/say-as-agent'
import { takeSeq } from '@switchboard/core/conversations/append-events'
import { createTextWriter } from '@switchboard/core/conversations/text-writer'
import { writeTexts } from '@switchboard/core/conversations/write-texts'

const database = createTestDatabase()
const textSchema = z.object({ from: z.number(), text: z.string() })

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
  const options = { waits: true }
  await Promise.all([
    writeTexts(database.db, pieces, now, options),
    writeTexts(database.db, pieces.toReversed(), now, options),
  ])
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
  await texts.settle(piece.messageId)
  const { content, events } = await read()
  expect(content).toBe(words.join(''))
  expect(events).toBeLessThanOrEqual(2)
})

test('who holds one conversation keeps no other from growing, and what waited for it comes whole and in order', async () => {
  const [one, other] = [await writing('a'), await writing('b')]
  const texts = createTextWriter(one.ctx)
  await database.db.$transaction(async (tx) => {
    await takeSeq(tx, one.piece.teamId, one.piece.conversationId, 0)
    texts.write({ ...one.piece, text: 'held, ' })
    texts.write({ ...other.piece, text: 'free' })
    await vi.waitFor(async () => expect(await other.read()).toMatchObject({ content: 'free', events: 1 }))
    texts.write({ ...one.piece, from: 6, text: 'and more' })
    expect(await one.read()).toMatchObject({ content: '', events: 0 })
  })
  await texts.settle(one.piece.messageId)
  expect(await one.read()).toMatchObject({ content: 'held, and more' })
  const events = await database.db.conversationEvent.findMany({
    where: { conversationId: one.piece.conversationId, kind: 'text' },
    orderBy: { seq: 'asc' },
  })
  const told = events.map(({ data }) => textSchema.parse(data))
  expect(told.map(({ from }) => from)).toEqual(
    told.map((_, index) => told.slice(0, index).reduce((sum, { text }) => sum + text.length, 0)),
  )
  expect(told.map(({ text }) => text).join('')).toBe('held, and more')
})

test('a run that ends meanwhile gets no more text, also from who has waited for its conversation', async () => {
  const { now, piece, read } = await writing('too late')
  let written: Promise<unknown> = Promise.resolve()
  await database.db.$transaction(async (tx) => {
    await takeSeq(tx, piece.teamId, piece.conversationId, 0)
    await tx.agentRun.updateMany({ where: { id: piece.runId }, data: { state: 'done' } })
    written = writeTexts(database.db, [piece], now, { waits: true })
    await vi.waitFor(async () => {
      const waiting: unknown = await tx.$queryRaw`
        select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%with piece as%' and datname = current_database()`
      expect(waiting).toHaveLength(1)
    })
  })
  await written
  expect(await read()).toEqual({ content: '', seq: 1, events: 0 })
})
