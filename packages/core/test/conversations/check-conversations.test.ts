import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, fakeAgentModel, queuedJobs, saysParts } from '@switchboard/testing'
import { createJob, runJobNow } from '@switchboard/core/agent/jobs/change-jobs'
import { checkConversations } from '@switchboard/core/conversations/consistency/check-conversations'
import { findInconsistencies } from '@switchboard/core/conversations/consistency/find-inconsistencies'
import { endConversation } from '@switchboard/core/conversations/end-conversation'
import { takeSeq } from '@switchboard/core/conversations/append-events'
import { tellSaid } from '@switchboard/core/conversations/say-as-agent'
import { answerFeedback } from '@switchboard/core/feedback/answer-feedback'
import { askFeedback } from '@switchboard/core/feedback/ask-feedback'
import { conversing } from '../agent/conversing'

const database = createTestDatabase()

beforeEach(async () => {
  await database.db.team.deleteMany()
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
})

/** A conversation in which somebody was answered, and a question waits for them. */
async function talked() {
  const world = await conversing(
    database,
    fakeAgentModel(() => saysParts('Hello ', 'to you')),
  )
  const { ctx, actor, conversation } = world
  await world.ask('Hello')
  const { id: questionId } = await database.db.$transaction(async (tx) =>
    askFeedback(
      tx,
      { teamId: actor.teamId, userId: null, conversation },
      { kind: 'approval', question: 'Ship it?', recipientIds: [actor.userId], channels: ['web'] },
      ctx.clock.now(),
    ),
  )
  const [asked, reply] = await world.messages()
  if (!asked || !reply) throw new Error('Both have said something.')
  const key = { conversationId: conversation.id }
  const find = () => findInconsistencies(database.db, actor.teamId, [conversation.id])
  const mend = async (repair = true) =>
    (await checkConversations(ctx, { repair })).found.map(({ kind, repaired }) => [kind, repaired])
  return { ...world, asked, reply, questionId, key, find, mend }
}

function gate() {
  let open: () => void = () => undefined
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { passed, open: () => open() }
}

/** For a row that another transaction holds. */
const isSomebodyWaiting = async () =>
  (await database.db.$executeRaw`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`) > 0

type Talked = Awaited<ReturnType<typeof talked>>

describe('what was made by hand', () => {
  const cases: [kind: string, spoil: (world: Talked) => Promise<unknown>, all?: string[]][] = [
    [
      'number_behind',
      ({ conversation }) =>
        database.db.conversation.updateMany({ where: { id: conversation.id }, data: { lastSeq: 1 } }),
    ],
    [
      'run_lost',
      async ({ tell }) =>
        tell('And now?').then(() => database.db.$executeRaw`delete from graphile_worker._private_jobs`),
    ],
    [
      'answer_open',
      ({ reply }) =>
        database.db.conversationMessage.updateMany({ where: { id: reply.id }, data: { status: 'writing' } }),
      ['answer_open', 'untold'],
    ],
    [
      'agent_busy',
      ({ conversation }) =>
        database.db.conversation.updateMany({ where: { id: conversation.id }, data: { agentState: 'responding' } }),
      ['agent_busy', 'untold'],
    ],
    [
      'end_unclear',
      ({ conversation, ctx }) =>
        database.db.conversation.updateMany({ where: { id: conversation.id }, data: { endedAt: ctx.clock.now() } }),
    ],
    [
      'heard_unnoted',
      ({ asked }) => database.db.conversationMessage.updateMany({ where: { id: asked.id }, data: { status: 'sent' } }),
      ['heard_unnoted', 'untold'],
    ],
    [
      'card_old',
      ({ questionId }) =>
        database.db.feedbackRequest.updateMany({
          where: { id: questionId },
          data: { state: 'cancelled', dueAt: null },
        }),
    ],
    [
      'question_forgotten',
      ({ questionId }) => database.db.feedbackRequest.updateMany({ where: { id: questionId }, data: { dueAt: null } }),
    ],
    [
      'untold',
      ({ key, reply }) => database.db.conversationEvent.deleteMany({ where: { ...key, seq: { gte: reply.seq } } }),
    ],
  ]
  test.each(cases)('%s is told of, changed only where that is wanted, and mended once', async (kind, spoil, all) => {
    const world = await talked()
    expect(await world.find()).toEqual([])
    await spoil(world)
    expect((await world.find()).map((one) => one.kind)).toContain(kind)
    const before = await world.events()
    expect((await world.mend(false)).map(([, repaired]) => repaired)).not.toContain(true)
    expect(await world.events()).toEqual(before)
    const mended = await world.mend()
    expect([...new Set(mended.map(([name]) => name))].sort()).toEqual(expect.arrayContaining(all ?? [kind]))
    expect(mended.map(([, repaired]) => repaired)).not.toContain(false)
    expect(await world.find()).toEqual([])
    const after = await world.events()
    expect(await world.mend()).toEqual([])
    expect(await world.events()).toEqual(after)
  })

  test('a lost answer is written after all, and nothing can be written before the count is right', async () => {
    const world = await talked()
    const { runId } = await world.tell('Are you there?')
    await database.db.$executeRaw`delete from graphile_worker._private_jobs`
    await database.db.conversation.updateMany({ where: { id: world.conversation.id }, data: { lastSeq: 0 } })
    await expect(world.tell('Hello?')).rejects.toThrow()
    await world.mend()
    expect(await queuedJobs(database.db, 'answer-message')).toMatchObject([{ payload: { runId } }])
    await world.answer(runId)
    expect((await world.run(runId)).state).toBe('done')
    expect(await world.find()).toEqual([])
  })

  test('an answer that nobody writes in a conversation that has ended is not begun again', async () => {
    const world = await talked()
    const { runId } = await world.tell('One more thing')
    await endConversation(world.ctx, world.actor, world.conversation.id)
    await database.db.$executeRaw`delete from graphile_worker._private_jobs`
    expect(await world.mend()).toEqual([['run_lost', true]])
    expect((await world.run(runId)).state).toBe('stopped')
    expect(await queuedJobs(database.db, 'answer-message')).toEqual([])
  })

  test('a job’s lost run is gone on with, whose conversation never was active', async () => {
    const { ctx, actor, agent, mend } = await talked()
    const id = randomUUID()
    const fields = { name: 'Round', instructions: 'What is due?', cron: '0 9 * * *', timeZone: 'UTC', tellIds: [] }
    await createJob(ctx, actor, { id, agentId: agent.id, on: true, ...fields })
    await runJobNow(ctx, actor, id)
    await database.db.$executeRaw`delete from graphile_worker._private_jobs`
    expect(await mend()).toEqual([['run_lost', true]])
    const { id: runId } = await database.db.agentRun.findFirstOrThrow({ where: { jobId: id, state: 'waiting' } })
    expect(await queuedJobs(database.db, 'answer-message')).toMatchObject([{ payload: { runId } }])
  })

  test('more conversations than one may have are told of, and left to their member', async () => {
    const world = await talked()
    const { teamId, userId } = world.actor
    await database.db.conversation.createMany({
      data: [1, 2, 3].map((days) => ({
        teamId,
        userId,
        agentId: world.agent.id,
        channel: 'web' as const,
        title: 'Another',
        createdAt: new Date(),
        lastActivityAt: new Date(Date.now() + days * 86_400_000),
      })),
    })
    expect(await world.mend()).toEqual([['too_many_active', false]])
    expect((await database.db.conversation.findFirstOrThrow({ where: { id: world.conversation.id } })).status).toBe(
      'active',
    )
  })
})

describe('what is going on', () => {
  test('is consistent at every step of an answer', async () => {
    const world = await talked()
    const { runId } = await world.tell('Is it?')
    expect(await world.find()).toEqual([])
    const working = world.answer(runId)
    for (let seen = await world.find(); (await world.run(runId)).state !== 'done'; seen = await world.find())
      expect(seen).toEqual([])
    await working
    await answerFeedback(world.ctx, world.actor, { id: world.questionId, value: 'approve', via: 'web' })
    expect(await world.find()).toEqual([])
    await endConversation(world.ctx, world.actor, world.conversation.id)
    expect(await world.mend()).toEqual([])
  })

  test('is waited for, and left as its writer leaves it', async () => {
    const world = await talked()
    const { conversation, reply, ctx } = world
    const open = { where: { id: reply.id }, data: { status: 'writing' as const } }
    await database.db.conversationMessage.updateMany(open)
    expect((await world.find()).map(({ kind }) => kind)).toEqual(['answer_open'])
    const held = gate()
    const goOn = gate()
    const writing = database.db.$transaction(async (tx) => {
      await takeSeq(tx, conversation.teamId, conversation.id, 0)
      held.open()
      await goOn.passed
      const data = { status: 'sent' as const, content: 'Whole' }
      const [row] = await tx.conversationMessage.updateManyAndReturn({ where: { id: reply.id }, data })
      if (row) await tellSaid(tx, row, ctx.clock.now())
    })
    await held.passed
    const mending = world.mend()
    await expect.poll(isSomebodyWaiting, { timeout: 10_000 }).toBe(true)
    goOn.open()
    await writing
    expect(await mending).toEqual([])
    expect((await world.messages()).find(({ id }) => id === reply.id)).toMatchObject({
      status: 'sent',
      content: 'Whole',
    })
  })

  test('that a question is waited for is no lost answer', async () => {
    const world = await talked()
    const { runId } = await world.tell('Ask them')
    await database.db.feedbackRequest.updateMany({ where: { id: world.questionId }, data: { runId } })
    await database.db.$executeRaw`delete from graphile_worker._private_jobs`
    expect(await world.find()).toEqual([])
    await answerFeedback(world.ctx, world.actor, { id: world.questionId, value: 'reject', via: 'web' })
    expect(await world.find()).toEqual([])
  })
})
