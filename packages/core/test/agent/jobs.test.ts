import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { buildMember, createTestDatabase, fakeAgentModel, saysParts } from '@switchboard/testing'
import { createJob, type JobFields, removeJob, runJobNow, updateJob } from '@switchboard/core/agent/jobs/change-jobs'
import { nextTimes } from '@switchboard/core/agent/jobs/cron'
import { readJobs } from '@switchboard/core/agent/jobs/read-jobs'
import { runDueJobs } from '@switchboard/core/agent/jobs/run-due-jobs'
import { pauseTeamJob, readTeamJobs } from '@switchboard/core/agent/jobs/team-jobs'
import { saidIn } from './said-in'
import { findInconsistencies } from '@switchboard/core/conversations/consistency/find-inconsistencies'
import { listConversations } from '@switchboard/core/conversations/read-conversations'
import { conversing } from './conversing'

const database = createTestDatabase()
const hourMs = 3_600_000
const never = new AbortController().signal

describe('the times of a job', () => {
  test.each([
    ['a winter’s morning', '0 9 * * 1-5', '2026-10-23T12:00:00Z', ['2026-10-26T08:00', '2026-10-27T08:00']],
    ['an hour that is left out', '30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['an hour that comes twice', '30 2 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
  ])('go by the wall clocks of their zone: %s', (_name, cron, after, times) => {
    const next = nextTimes(cron, 'Europe/Berlin', new Date(after), 2)
    expect(next.map((time) => time.toISOString().slice(0, 16))).toEqual(times)
  })

  test.each([
    ['no expression', 'soon', 'UTC', 'cron'],
    ['six fields', '0 0 9 * * *', 'UTC', 'cron'],
    ['every minute', '* * * * *', 'UTC', 'cron'],
    ['a day that never comes', '0 9 31 2 *', 'UTC', 'cron'],
    ['no zone', '0 9 * * *', 'Mars/Olympus', 'timeZone'],
  ])('are refused of %s', (_name, cron, zone, field) => {
    expect(() => nextTimes(cron, zone, new Date(), 1)).toThrow(
      expect.objectContaining({ code: 'invalid_input', field }),
    )
  })
})

async function working(fields: Partial<JobFields> = {}) {
  const model = fakeAgentModel(() => saysParts('Nothing is due today.'))
  const world = await conversing(database, model)
  const { ctx, actor, agent } = world
  const id = randomUUID()
  const job: JobFields = {
    agentId: agent.id,
    name: 'Morning round',
    instructions: 'What is due today?',
    cron: '0 9 * * *',
    timeZone: 'UTC',
    on: true,
    tellIds: [],
    ...fields,
  }
  await createJob(ctx, actor, { id, ...job })
  const runs = () => database.db.agentRun.findMany({ where: { jobId: id }, orderBy: { createdAt: 'asc' } })
  const messages = () => database.db.outboundMessage.findMany({ where: { teamId: actor.teamId, kind: 'agent_job' } })
  return { ...world, model, id, job, runs, messages, read: async () => (await readJobs(ctx, actor)).items[0] }
}

describe('a job', () => {
  test('runs once for each due time, whichever worker looks', async () => {
    const { ctx, runs } = await working()
    await runDueJobs(ctx, never)
    expect(await runs()).toEqual([])
    for (let day = 1; day <= 2; day++) {
      ctx.clock.advance(24 * hourMs)
      await Promise.all(Array.from({ length: 4 }, () => runDueJobs(ctx, never)))
      expect(await runs()).toHaveLength(day)
    }
    const hours = (await runs()).map(({ dueAt }) => dueAt?.toISOString().slice(10))
    expect(hours).toEqual(['T09:00:00.000Z', 'T09:00:00.000Z'])
  })

  test('that cannot be begun keeps none of the others waiting', async () => {
    const spoiled = await working({ name: 'Spoiled' })
    const { ctx, runs } = await working()
    await database.db.$executeRaw`alter table "Conversation" add constraint spoiled check (title <> 'Spoiled')`
    // Due before the other.
    await database.db.agentJob.updateMany({ where: { id: spoiled.id }, data: { nextRunAt: new Date(0) } })
    ctx.clock.advance(24 * hourMs)
    await runDueJobs(ctx, never)
    expect(await runs()).toHaveLength(1)
    expect(await spoiled.runs()).toEqual([])
  })

  test('makes up by one run for what was missed', async () => {
    const { ctx, runs, read } = await working()
    ctx.clock.advance(10 * 24 * hourMs)
    await runDueJobs(ctx, never)
    await runDueJobs(ctx, never)
    expect(await runs()).toHaveLength(1)
    expect((await read())?.next[0]?.getTime()).toBeGreaterThan(ctx.clock.now().getTime())
  })

  test('keeps what it came to, and tells those whom it is for', async () => {
    const { ctx, actor, agent, answer, messages, runs, read, job, id } = await working()
    const { actor: ben } = await buildMember(database.db, { teamId: actor.teamId, role: 'member' })
    await updateJob(ctx, actor, { id, ...job, tellIds: [ben.userId] })
    await runJobNow(ctx, actor, id)
    await expect(runJobNow(ctx, actor, id)).rejects.toMatchObject({ code: 'conflict' })
    const [run] = await runs()
    await answer(run?.id ?? '')
    // A job that is taken up again by another worker says nothing twice.
    await answer(run?.id ?? '')
    expect((await read())?.runs).toMatchObject([{ state: 'done', result: 'Nothing is due today.', dueAt: null }])
    expect((await messages()).map(({ userId }) => userId).toSorted()).toEqual([actor.userId, ben.userId].toSorted())
    expect(await saidIn(database, run?.conversationId)).toEqual(['What is due today?', 'Nothing is due today.'])
    expect(await findInconsistencies(database.db, actor.teamId, [run?.conversationId ?? ''])).toEqual([])
    const { items } = await listConversations(ctx, actor, { limit: 50 })
    expect(items.map((one) => one.id)).not.toContain(run?.conversationId)
    expect((await readJobs(ctx, ben)).items).toEqual([])
    await expect(updateJob(ctx, ben, { id, ...job })).rejects.toMatchObject({ code: 'not_found' })
    expect(agent.id).toBe(run?.agentId)
  })

  test('whose worker died goes on with another, and comes to one result', async () => {
    const { ctx, actor, answer, messages, runs, id, model } = await working()
    await runJobNow(ctx, actor, id)
    const [run] = await runs()
    await database.db.agentRun.updateMany({ where: { id: run?.id ?? '' }, data: { state: 'running', attempts: 1 } })
    await Promise.allSettled([answer(run?.id ?? ''), answer(run?.id ?? '')])
    expect((await runs()).map(({ state }) => state)).toEqual(['done'])
    expect(await messages()).toHaveLength(1)
    expect(model.requests.length).toBeGreaterThan(0)
  })

  test('that fails says so to its owner and nobody else', async () => {
    const { ctx, actor, agent, answer, messages, runs, read, job, id } = await working()
    const { actor: ben } = await buildMember(database.db, { teamId: actor.teamId, role: 'member' })
    await updateJob(ctx, actor, { id, ...job, tellIds: [ben.userId] })
    await runJobNow(ctx, actor, id)
    await database.db.agent.updateMany({ where: { id: agent.id }, data: { status: 'paused' } })
    await answer((await runs())[0]?.id ?? '')
    expect((await read())?.runs).toMatchObject([{ state: 'failed', result: expect.stringContaining('is paused') }])
    expect((await messages()).map(({ userId }) => userId)).toEqual([actor.userId])
  })

  test('that is paused is not due, and one that is removed leaves nothing', async () => {
    const { ctx, actor, runs, job, id, answer } = await working()
    await updateJob(ctx, actor, { id, ...job, on: false })
    ctx.clock.advance(48 * hourMs)
    await runDueJobs(ctx, never)
    expect(await runs()).toEqual([])
    await runJobNow(ctx, actor, id)
    const [run] = await runs()
    await removeJob(ctx, actor, id)
    await answer(run?.id ?? '')
    expect(await database.db.conversation.count({ where: { id: run?.conversationId ?? '' } })).toBe(0)
  })

  test('whose agent is paused can be changed and paused, and not be let go on', async () => {
    const { ctx, actor, agent, job, id, read } = await working()
    await database.db.agent.updateMany({ where: { id: agent.id }, data: { status: 'paused' } })
    await updateJob(ctx, actor, { id, ...job, name: 'Evening round' })
    await updateJob(ctx, actor, { id, ...job, on: false })
    expect(await read()).toMatchObject({ on: false })
    await expect(updateJob(ctx, actor, { id, ...job })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is for members of the team, by an agent of the team', async () => {
    const { ctx, actor, job, id } = await working()
    const { actor: other } = await buildMember(database.db)
    await expect(updateJob(ctx, actor, { id, ...job, tellIds: [other.userId] })).rejects.toMatchObject({
      field: 'tellIds',
    })
    await expect(createJob(ctx, other, { id: randomUUID(), ...job })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is seen and paused by admins, who read none of its words', async () => {
    const { ctx, actor, answer, id, read, runs, agent } = await working()
    const { actor: admin } = await buildMember(database.db, { teamId: actor.teamId, role: 'admin' })
    const { actor: member } = await buildMember(database.db, { teamId: actor.teamId, role: 'member' })
    await runJobNow(ctx, actor, id)
    await answer((await runs())[0]?.id ?? '')
    const seen = await readTeamJobs(ctx, admin)
    expect(seen.items).toMatchObject([{ id, agentId: agent.id, on: true, last: { state: 'done', errorMessage: null } }])
    expect(JSON.stringify(seen)).not.toMatch(/Morning round|due today/)
    expect((await readTeamJobs(ctx, actor)).items).toEqual([])
    await pauseTeamJob(ctx, admin, id)
    expect(await read()).toMatchObject({ on: false, next: [] })
    for (const refused of [readTeamJobs(ctx, member), pauseTeamJob(ctx, member, id)])
      await expect(refused).rejects.toMatchObject({ code: 'forbidden' })
    const { actor: stranger } = await buildMember(database.db, { role: 'owner' })
    await expect(pauseTeamJob(ctx, stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  })
})
