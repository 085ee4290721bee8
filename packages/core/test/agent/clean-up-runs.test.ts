import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { cleanUp } from '@switchboard/core/sync/clean-up'
import type { Actor } from '@switchboard/core/context'
import { buildConversation, buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'

const database = createTestDatabase()
const dayMs = 86_400_000
const heard = [{ text: '', calls: [{ id: '1', name: 'search', input: {}, state: 'done', result: 'Their words' }] }]
let ctx: TestContext
let actor: Actor
let jobId: string
beforeEach(async () => {
  ctx = testContext(database)
  actor = (await buildMember(database.db)).actor
  const { agent } = await buildConversation(database.db, actor)
  const times = { cron: '0 9 * * *', timeZone: 'UTC', on: true, tellIds: [], createdAt: ctx.clock.now() }
  const job = await database.db.agentJob.create({
    data: { ...actorKey(), agentId: agent.id, name: 'Morning round', instructions: 'What is due?', ...times },
  })
  jobId = job.id
})

const actorKey = () => ({ teamId: actor.teamId, userId: actor.userId })
const before = (days: number) => new Date(ctx.clock.now().getTime() - days * dayMs)

/** A run that ended so many days ago, in a conversation of its own. */
async function ran(daysAgo: number, { ofJob = true, steps = heard } = {}) {
  const { agent, conversation } = await buildConversation(database.db, actor, { status: 'completed' })
  const at = before(daysAgo)
  const run = await database.db.agentRun.create({
    data: {
      ...actorKey(),
      agentId: agent.id,
      conversationId: conversation.id,
      jobId: ofJob ? jobId : null,
      state: 'done',
      steps,
      createdAt: at,
      finishedAt: at,
    },
  })
  return { runId: run.id, conversationId: conversation.id }
}

const conversationsOf = async (...runs: { conversationId: string }[]) =>
  (await database.db.conversation.findMany({ where: { id: { in: runs.map((run) => run.conversationId) } } }))
    .map(({ id }) => runs.findIndex((run) => run.conversationId === id))
    .sort()

test('runs of jobs go with their conversations once the team keeps its log no longer, but for the last of each and open questions', async () => {
  const runs = [await ran(60), await ran(50), await ran(40), await ran(20)]
  const [, asks] = runs
  await database.db.feedbackRequest.create({
    data: {
      teamId: actor.teamId,
      kind: 'approval',
      question: 'Ship it?',
      conversationId: asks?.conversationId,
      createdAt: before(50),
      expiresAt: before(-1),
    },
  })
  await cleanUp(ctx, { batchSize: 1 })
  expect(await conversationsOf(...runs)).toEqual([1, 3])
})

test('the only run of a job that rests stays', async () => {
  const only = await ran(300)
  await cleanUp(ctx)
  expect(await conversationsOf(only)).toEqual([0])
})

test('what tools told is forgotten, and what was said stays', async () => {
  const [old, recent] = [await ran(31, { ofJob: false }), await ran(29, { ofJob: false })]
  await cleanUp(ctx)
  const steps = async (id: string) => (await database.db.agentRun.findFirstOrThrow({ where: { id } })).steps
  expect([await steps(old.runId), await steps(recent.runId)]).toEqual([[], heard])
  expect(await conversationsOf(old, recent)).toEqual([0, 1])
})

test('answers by mail are kept for as long as the log', async () => {
  await database.db.mailReply.createMany({
    data: [31, 29].map((days) => ({
      ...actorKey(),
      sentId: randomUUID(),
      key: `<${randomUUID()}@northwind.example>`,
      kind: 'said',
      subjectId: randomUUID(),
      outcome: 'parked' as const,
      sender: 'ada@northwind.example',
      receivedAt: before(days),
      createdAt: before(days),
    })),
  })
  await cleanUp(ctx)
  expect(await database.db.mailReply.count({ where: actorKey() })).toBe(1)
})

test('conversations and questions go by the days that the team has chosen, and stay for good without', async () => {
  const member = await buildMember(database.db, { teamId: actor.teamId, role: 'member' })
  const ended = async (daysAgo: number, state: 'answered' | 'open' = 'answered') => {
    const status = 'completed' as const
    const { conversation } = await buildConversation(database.db, actor, { status })
    await database.db.conversation.updateMany({ where: { id: conversation.id }, data: { endedAt: before(daysAgo) } })
    await asked(daysAgo, { state, conversationId: conversation.id })
    return { conversationId: conversation.id }
  }
  const asked = (daysAgo: number, data: { state: 'answered' | 'open'; conversationId?: string }) =>
    database.db.feedbackRequest.create({
      data: {
        teamId: actor.teamId,
        kind: 'approval',
        question: `Ship it, ${daysAgo} days ago?`,
        askedById: member.actor.userId,
        createdAt: before(daysAgo),
        expiresAt: before(daysAgo - 1),
        answeredAt: data.state === 'open' ? null : before(daysAgo),
        ...data,
      },
    })
  const ofJob = await ran(50)
  await ran(1)
  const talks = [await ended(500), await ended(41), await ended(41, 'open'), await ended(39)]
  const { conversation: active } = await buildConversation(database.db, actor, { status: 'active' })
  await database.db.conversation.updateMany({ where: { id: active.id }, data: { lastActivityAt: before(41) } })
  const all = [...talks, { conversationId: active.id }, ofJob]
  for (const daysAgo of [41, 39]) await asked(daysAgo, { state: 'answered' })
  await asked(41, { state: 'open' })
  const questions = async () =>
    (await database.db.feedbackRequest.findMany({ where: { teamId: actor.teamId, conversationId: null } }))
      .map(({ question, state }) => `${question} ${state}`)
      .toSorted()

  const keptLog = { keepRunsDays: 100 }
  await database.db.team.update({ where: { id: actor.teamId }, data: keptLog })
  await cleanUp(ctx)
  expect(await conversationsOf(...all)).toEqual([0, 1, 2, 3, 4, 5])
  expect(await questions()).toHaveLength(3)
  await database.db.team.update({ where: { id: actor.teamId }, data: { keepTalkDays: 40 } })
  await cleanUp(ctx, { batchSize: 1 })
  expect(await conversationsOf(...all)).toEqual([2, 3, 4, 5])
  expect(await questions()).toEqual(['Ship it, 39 days ago? answered', 'Ship it, 41 days ago? open'])
})
