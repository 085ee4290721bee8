import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  buildConversation,
  buildMember,
  createTestDatabase,
  queuedJobs,
  refusalOf,
  testContext,
} from '@switchboard/testing'
import { createAgentWork } from '@switchboard/core/agent/agent-work'
import { answerMessage } from '@switchboard/core/agent/answer-message'
import { endConversation } from '@switchboard/core/conversations/end-conversation'
import { conversationEventSchema } from '@switchboard/core/conversations/events'
import { longestMessageBytes } from '@switchboard/core/conversations/limits'
import { say } from '@switchboard/core/conversations/say'
import { startConversation } from '@switchboard/core/conversations/start-conversation'

const database = createTestDatabase()

async function talk() {
  const ctx = testContext(database)
  const { actor } = await buildMember(database.db)
  const { agent, conversation } = await buildConversation(database.db, actor)
  const tell = (text: string, key: string = randomUUID(), saidAt = ctx.clock.now()) =>
    say(ctx, actor, { conversationId: conversation.id, key, text, channel: 'web', saidAt })
  const start = (id: string = randomUUID()) =>
    database.db.$transaction((tx) =>
      startConversation(ctx, tx, actor, { id, agentId: agent.id, channel: 'web', title: null }),
    )
  const events = async () => {
    const rows = await database.db.conversationEvent.findMany({
      where: { conversationId: conversation.id },
      orderBy: { seq: 'asc' },
    })
    return rows.map(({ seq, data }) => ({ seq, ...conversationEventSchema.parse(data) }))
  }
  return { ctx, actor, agent, conversation, tell, start, events }
}

describe('what a member says', () => {
  test('gets the next number of its conversation, also when much is said at once', async () => {
    const { tell, events } = await talk()
    const said = await Promise.all(Array.from({ length: 10 }, (_, count) => tell(`Line ${count}`)))
    const numbers = said.map(({ seq }) => seq).toSorted((a, b) => a - b)
    expect(new Set(numbers).size).toBe(10)
    const all = await events()
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1))
  })

  test('is one when it is sent again, also at once', async () => {
    const { actor, tell } = await talk()
    const key = randomUUID()
    const said = await Promise.all([tell('Hello', key), tell('Hello', key), tell('Hello', key)])
    expect(new Set(said.map(({ id }) => id)).size).toBe(1)
    expect(await database.db.conversationMessage.count({ where: { teamId: actor.teamId } })).toBe(1)
    expect(await database.db.agentRun.count({ where: { teamId: actor.teamId } })).toBe(1)
  })

  test.each([
    ['nothing but spaces', '  \n ', 'invalid_input text'],
    ['more than 32 KB', 'ä'.repeat(longestMessageBytes / 2 + 1), 'invalid_input text'],
    ['exactly 32 KB', 'ä'.repeat(longestMessageBytes / 2), 'nothing'],
  ])('of %s', async (_name, text, expected) => {
    const { tell } = await talk()
    expect(await refusalOf(tell(text))).toBe(expected)
  })

  test.each([
    ['five minutes ahead', 5 * 60_000, 'nothing'],
    ['more than that', 5 * 60_000 + 1, 'invalid_input saidAt'],
    ['a day late', -24 * 3_600_000, 'nothing'],
    ['later than that', -24 * 3_600_000 - 1, 'invalid_input saidAt'],
  ])('by a clock that is %s', async (_name, offMs, expected) => {
    const { ctx, tell } = await talk()
    expect(await refusalOf(tell('Hello', randomUUID(), new Date(ctx.clock.now().getTime() + offMs)))).toBe(expected)
  })

  test('is refused when the conversation has ended, and what was said before stays', async () => {
    const { ctx, actor, conversation, tell, events } = await talk()
    await tell('Hello')
    await endConversation(ctx, actor, conversation.id)
    expect(await refusalOf(tell('Are you there?'))).toBe('conflict')
    expect((await events()).at(-1)).toMatchObject({ kind: 'conversation', status: 'completed' })
  })

  test('is nobody else’s, not even an admin’s of the team', async () => {
    const { ctx, actor, conversation } = await talk()
    const { actor: admin } = await buildMember(database.db, { teamId: actor.teamId, role: 'admin' })
    const saying = {
      conversationId: conversation.id,
      key: 'k',
      text: 'Hi',
      channel: 'web',
      saidAt: ctx.clock.now(),
    } as const
    expect(await refusalOf(say(ctx, admin, saying))).toBe('not_found')
  })

  test('is answered once, however often the job runs', async () => {
    const { ctx, actor, tell, events } = await talk()
    await tell('Hello')
    const [job] = await queuedJobs(database.db, 'answer-message')
    expect(job).toBeDefined()
    const run = await database.db.agentRun.findFirstOrThrow({ where: { teamId: actor.teamId } })
    const work = createAgentWork(ctx, new AbortController().signal)
    await answerMessage(ctx, { teamId: actor.teamId, runId: run.id }, work)
    await answerMessage(ctx, { teamId: actor.teamId, runId: run.id }, work)
    const answers = (await events()).filter((event) => event.kind === 'said' && event.said.speaker === 'agent')
    expect(answers).toHaveLength(1)
  })
})

describe('conversations of a member', () => {
  test('are three at the most, whoever begins them at once', async () => {
    const { start } = await talk()
    const ends = await Promise.all(Array.from({ length: 6 }, () => refusalOf(start())))
    expect(ends.filter((end) => end === 'nothing')).toHaveLength(2)
    expect(ends.filter((end) => end === 'conflict')).toHaveLength(4)
  })

  test('are begun once under one id', async () => {
    const { actor, start } = await talk()
    const id = randomUUID()
    await Promise.all([start(id), start(id)])
    expect(await database.db.conversation.count({ where: { teamId: actor.teamId, id } })).toBe(1)
  })

  test('are with nobody who is paused', async () => {
    const { agent, start } = await talk()
    await database.db.agent.update({
      where: { teamId_id: { teamId: agent.teamId, id: agent.id } },
      data: { status: 'paused' },
    })
    expect(await refusalOf(start())).toBe('conflict')
  })
})
