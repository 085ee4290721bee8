import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Actor } from '../../src/context'
import { storedDueDate } from '../../src/suggestions/due-date'
import { ensureTeam } from '../../src/teams/ensure-team'
import { getUsage, monthStart } from '../../src/teams/get-usage'
import { getMe, listMembers, setProfile } from '../../src/teams/members'
import { resolveActor } from '../../src/teams/resolve-actor'
import { saveTeamSettings } from '../../src/teams/settings'
import { zoneOf } from '../../src/teams/zone-of'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor

beforeEach(async () => {
  ctx = testContext(database)
  actor = (await buildMember(ctx.db, { role: 'admin' })).actor
})

const newcomer = (name: string | null = null) =>
  ctx.db.user.create({ data: { name, email: `${randomUUID()}@northwind.example` } })
const teamsOf = (userId: string) => ctx.db.membership.findMany({ where: { userId }, include: { team: true } })

describe('a person without a team', () => {
  test('gets one of their own, once, however often they sign in', async () => {
    const user = await newcomer('Ada Lindqvist')
    // Open connections, so that the calls meet.
    await Promise.all(Array.from({ length: 12 }, () => ctx.db.$queryRaw`select 1`))
    await Promise.all(Array.from({ length: 12 }, () => ensureTeam(ctx, user)))
    await ensureTeam(ctx, user)
    expect(await teamsOf(user.id)).toMatchObject([{ role: 'owner', team: { name: 'Ada Lindqvist’s team' } }])
  })

  test.each([null, '  '])('and without a name (%j) is called by the address', async (name) => {
    const user = await newcomer(name)
    await ensureTeam(ctx, user)
    expect((await teamsOf(user.id))[0]?.team.name).toBe(`${user.email.split('@')[0]}’s team`)
  })

  test('who belongs to one already gets no second', async () => {
    const user = await ctx.db.user.findUniqueOrThrow({ where: { id: actor.userId } })
    await ensureTeam(ctx, user)
    expect(await teamsOf(user.id)).toMatchObject([{ role: 'admin', teamId: actor.teamId }])
  })
})

describe('who calls', () => {
  const wish = (teamId: string | null) => resolveActor(ctx, { userId: actor.userId, teamId })

  test('is read from the membership, with the role there', async () => {
    const second = await ctx.db.team.create({ data: { name: 'Second' } })
    await ctx.db.membership.create({
      data: { teamId: second.id, userId: actor.userId, role: 'member', createdAt: new Date(Date.now() + 1_000) },
    })
    expect(await wish(null)).toEqual(actor)
    expect(await wish(second.id)).toEqual({ userId: actor.userId, teamId: second.id, role: 'member' })
    expect((await getMe(ctx, await wish(second.id))).teams.map(({ name }) => name)).toEqual([
      'Northwind Studio',
      'Second',
    ])
  })

  test("gets their own team when they wish for another's", async () => {
    const { actor: stranger } = await buildMember(ctx.db)
    expect(await wish(stranger.teamId)).toEqual(actor)
    expect(await wish(randomUUID())).toEqual(actor)
  })

  test('is refused without any membership', async () => {
    await ctx.db.membership.deleteMany({ where: { userId: actor.userId } })
    await expect(wish(actor.teamId)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(getMe(ctx, actor)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('members', () => {
  test('see each other, and nobody of another team', async () => {
    await buildMember(ctx.db, { teamId: actor.teamId, role: 'member', name: 'Ben Okafor' })
    await buildMember(ctx.db)
    expect((await listMembers(ctx, actor)).items).toMatchObject([
      { name: 'Ada Lindqvist', role: 'admin' },
      { name: 'Ben Okafor', role: 'member' },
    ])
  })

  test('set name and zone; a zone that does not exist is refused', async () => {
    expect((await setProfile(ctx, actor, { name: 'Ada' })).user).toMatchObject({
      name: 'Ada',
      timeZone: 'Europe/Berlin',
    })
    await setProfile(ctx, actor, { timeZone: 'Asia/Kathmandu' })
    expect(await zoneOf(ctx, actor.userId)).toBe('Asia/Kathmandu')
    for (const timeZone of ['Mars/Olympus', ''])
      await expect(setProfile(ctx, actor, { timeZone })).rejects.toMatchObject({
        code: 'invalid_input',
        field: 'timeZone',
      })
    expect(await zoneOf(ctx, actor.userId)).toBe('Asia/Kathmandu')
    expect(await zoneOf(ctx, (await newcomer()).id)).toBe('UTC')
  })
})

describe('in another time zone', () => {
  const dueOf = async (title: string) => {
    const { dueAt } = await ctx.db.task.findFirstOrThrow({ where: { title, assigneeId: actor.userId } })
    return dueAt?.toISOString()
  }

  test('a day stays the same day, a time stays the same instant', async () => {
    const { actor: colleague } = await buildMember(ctx.db, { teamId: actor.teamId })
    const connection = await buildConnection(ctx.db, actor)
    const day = storedDueDate('2026-11-24', 'Europe/Berlin')
    const { id: suggestionId } = await buildSuggestion(ctx.db, connection, day)
    const mine = { teamId: actor.teamId, assigneeId: actor.userId, description: '', tags: [] }
    await ctx.db.task.createMany({
      data: [
        { ...mine, title: 'a day', ...day },
        { ...mine, title: 'a time', dueAt: day.dueAt },
        { ...mine, title: 'no date' },
        { ...mine, title: "colleague's", ...day, assigneeId: colleague.userId },
      ],
    })
    await setProfile(ctx, actor, { name: 'Ada', timeZone: 'America/New_York' })
    expect(await dueOf('a day')).toBe('2026-11-24T05:00:00.000Z')
    expect(await ctx.db.suggestion.findFirst({ where: { id: suggestionId } })).toMatchObject(
      storedDueDate('2026-11-24', 'America/New_York'),
    )
    expect(await dueOf('a time')).toBe('2026-11-23T23:00:00.000Z')
    expect(await dueOf('no date')).toBeUndefined()
    expect(await ctx.db.task.findFirst({ where: { title: "colleague's" } })).toMatchObject(day)
    await setProfile(ctx, actor, { name: 'Ada' })
    expect(await dueOf('a day')).toBe('2026-11-24T05:00:00.000Z')
  })

  test('also when the browser tells the zone for the first time', async () => {
    await ctx.db.user.update({ where: { id: actor.userId }, data: { timeZone: null } })
    const due = storedDueDate('2026-11-24', 'UTC')
    await ctx.db.task.create({
      data: { teamId: actor.teamId, assigneeId: actor.userId, title: 'a day', description: '', tags: [], ...due },
    })
    await setProfile(ctx, actor, { timeZone: 'Europe/Berlin' })
    expect(await dueOf('a day')).toBe('2026-11-23T23:00:00.000Z')
  })
})

test('usage counts this calendar month of this team; the budget is set and lifted', async () => {
  const usage = (teamId: string, day: string) => ({
    teamId,
    day: new Date(day),
    model: 'test-model',
    calls: 2,
    inputTokens: 10n,
    outputTokens: 5n,
    costMicros: 7n,
  })
  const { actor: other } = await buildMember(ctx.db)
  await ctx.db.modelUsage.createMany({
    data: [usage(actor.teamId, '2026-02-28'), usage(actor.teamId, '2026-03-01'), usage(other.teamId, '2026-03-01')],
  })
  await saveTeamSettings(ctx, actor, { monthlyBudgetMicros: 5_000_000_000 })
  expect(await getUsage(ctx, actor)).toMatchObject({
    monthlyBudgetMicros: 5_000_000_000,
    calls: 2,
    inputTokens: 10,
    outputTokens: 5,
    spentMicros: 7,
    perDay: [{ day: '2026-03-01', calls: 2, costMicros: 7 }],
  })
  await saveTeamSettings(ctx, actor, { monthlyBudgetMicros: null })
  expect(await getUsage(ctx, actor)).toMatchObject({ monthlyBudgetMicros: null })
  expect((await getUsage(ctx, other)).monthlyBudgetMicros).toBeNull()
  expect(monthStart(new Date('2026-03-31T23:59:59.999Z'))).toEqual(new Date('2026-03-01T00:00:00Z'))
})
