import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildItem,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  fakeModel,
  proposal,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Actor } from '../../src/context'
import { approveSuggestions } from '../../src/suggestions/decide-suggestions'
import { suggestItems } from '../../src/suggestions/suggest-items'
import { undoDecisions } from '../../src/suggestions/undo-decisions'
import { cleanUp } from '../../src/sync/clean-up'
import { completeTask } from '../../src/tasks/complete-task'
import { deleteTask, restoreTask } from '../../src/tasks/delete-task'
import { getUsage } from '../../src/teams/get-usage'
import { getTeamSettings, saveTeamSettings } from '../../src/teams/settings'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let other: Actor
/** What the remote model was asked to judge. */
let sent: string[]

beforeEach(async () => {
  sent = []
  const remote = fakeModel(
    ({ item }) => {
      sent.push(item.title)
      return proposal()
    },
    { offline: false, usage: { inputTokens: 100, outputTokens: 20, costMicros: 300 } },
  )
  ctx = testContext(database, { model: remote })
  actor = (await buildMember(ctx.db, { role: 'admin' })).actor
  other = (await buildMember(ctx.db, { role: 'admin' })).actor
})

const changes = (teamId: string) =>
  ctx.db.teamSettingChange.findMany({
    where: { teamId },
    orderBy: [{ changedAt: 'asc' }, { setting: 'asc' }],
    select: { setting: true, before: true, after: true, changedById: true, changedAt: true },
  })

describe('the settings of a team', () => {
  test("are the operator's until admins set their own, and again when they empty them", async () => {
    const none = {
      undoWindowSeconds: null,
      keepRunsDays: null,
      keepTalkDays: null,
      offlineOnly: false,
      monthlyBudgetMicros: null,
    }
    expect(await getTeamSettings(ctx, actor)).toMatchObject({ settings: none, lastChange: null })
    const own = {
      undoWindowSeconds: 20,
      keepRunsDays: 90,
      keepTalkDays: 400,
      offlineOnly: true,
      monthlyBudgetMicros: 5_000_000_000,
    }
    expect(await saveTeamSettings(ctx, actor, own)).toMatchObject({ settings: own })
    expect(await saveTeamSettings(ctx, actor, { undoWindowSeconds: null })).toMatchObject({
      settings: { ...own, undoWindowSeconds: null },
    })
    expect(await getTeamSettings(ctx, other)).toMatchObject({ settings: none, lastChange: null })
  })

  test('say in their form what holds without them, what they take, and what leaves the machine', async () => {
    const [group] = (await getTeamSettings(ctx, actor)).settingGroups
    const fields = new Map(group?.fields.map((field) => [field.key, field]))
    expect(fields.get('undoWindowSeconds')).toMatchObject({ kind: 'number', min: 3, max: 60, mayBeEmpty: true })
    expect(group?.fields.map((field) => 'whenEmpty' in field && field.whenEmpty)).toEqual([
      false,
      '10',
      '30',
      'For good',
      false,
      'No limit',
    ])
    expect(fields.get('undoWindowSeconds')?.hint).toContain('3 to 60; empty: 10.')
    expect(fields.get('keepRunsDays')?.hint).toContain('1 to 3,650; empty: 30.')
    expect(fields.get('monthlyBudgetMicros')).toMatchObject({
      kind: 'dollars',
      min: 0,
      max: 1_000_000,
      mayBeEmpty: true,
    })
    expect(fields.get('offlineOnly')?.hint).toContain('nothing is sent to Test model')
    const [offline] = (await getTeamSettings({ ...ctx, model: fakeModel() }, actor)).settingGroups
    expect(offline?.fields.find(({ key }) => key === 'offlineOnly')?.hint).toContain('It is the one in use.')
  })

  test('of several that are wrong each is named, and nothing is saved', async () => {
    const wrong = { undoWindowSeconds: 61, keepRunsDays: 0.5, offlineOnly: true, monthlyBudgetMicros: -1 }
    await expect(saveTeamSettings(ctx, actor, wrong)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'undoWindowSeconds',
      faults: [
        { field: 'undoWindowSeconds', message: expect.stringContaining('from 3 to 60') },
        { field: 'keepRunsDays', message: expect.stringContaining('from 1 to 3,650') },
        { field: 'monthlyBudgetMicros', message: expect.stringContaining('from 0 to 1,000,000 US dollars') },
      ],
    })
    expect(await getTeamSettings(ctx, actor)).toMatchObject({ settings: { offlineOnly: false }, lastChange: null })
  })

  test('record who changed what, and nothing when nothing differs', async () => {
    const { actor: second, user } = await buildMember(ctx.db, {
      teamId: actor.teamId,
      role: 'owner',
      name: 'Ben Okafor',
    })
    const first = ctx.clock.now()
    await saveTeamSettings(ctx, actor, { undoWindowSeconds: 20, offlineOnly: false, monthlyBudgetMicros: 5_000_000 })
    ctx.clock.advance(60_000)
    const later = ctx.clock.now()
    const { lastChange } = await saveTeamSettings(ctx, second, {
      undoWindowSeconds: null,
      monthlyBudgetMicros: 5_000_000,
    })
    expect(lastChange).toEqual({ by: user.name, at: later })
    const mine = { changedById: actor.userId, changedAt: first }
    const recorded = [
      { setting: 'monthlyBudgetMicros', before: null, after: 5_000_000, ...mine },
      { setting: 'undoWindowSeconds', before: null, after: 20, ...mine },
      { setting: 'undoWindowSeconds', before: 20, after: null, changedById: second.userId, changedAt: later },
    ]
    expect(await changes(actor.teamId)).toEqual(recorded)
    ctx.clock.advance(60_000)
    expect((await saveTeamSettings(ctx, actor, { monthlyBudgetMicros: 5_000_000 })).lastChange).toEqual(lastChange)
    expect(await changes(actor.teamId)).toEqual(recorded)
    expect(await changes(other.teamId)).toEqual([])
  })

  test('saved by two at once are both kept, and the record tells them one after the other', async () => {
    await Promise.all([20, 30, 40].map((undoWindowSeconds) => saveTeamSettings(ctx, actor, { undoWindowSeconds })))
    await saveTeamSettings(ctx, actor, { keepRunsDays: 9 })
    const recorded = (await changes(actor.teamId)).filter(({ setting }) => setting === 'undoWindowSeconds')
    const { settings } = await getTeamSettings(ctx, actor)
    // Each began where another ended.
    const befores = recorded.map(({ before }) => before)
    const afters = recorded.map(({ after }) => after)
    expect(new Set(befores)).toEqual(new Set([null, ...afters.filter((after) => after !== settings.undoWindowSeconds)]))
    expect(recorded.length).toBe(3)
  })
})

describe('how long something can be undone', () => {
  const suggested = async (owner: Actor) =>
    (await buildSuggestion(ctx.db, await buildConnection(ctx.db, owner, { settings: { archive: 'auto' } }))).id
  const approve = async (by: Actor, id: string) =>
    (await approveSuggestions(ctx, by, { ids: [id], via: 'web' })).results[0]
  const undo = async (by: Actor, id: string) => (await undoDecisions(ctx, by, { ids: [id] })).results[0]?.outcome

  test("is the team's own, from the next decision on", async () => {
    const [early, late, elsewhere] = [await suggested(actor), await suggested(actor), await suggested(other)]
    await saveTeamSettings(ctx, actor, { undoWindowSeconds: 30 })
    expect(await approve(actor, early)).toMatchObject({ outcome: 'done', undoMs: 30_000 })
    expect(await approve(actor, late)).toMatchObject({ outcome: 'done', undoMs: 30_000 })
    expect(await approve(other, elsewhere)).toMatchObject({ outcome: 'done', undoMs: ctx.undoWindowMs })
    ctx.clock.advance(29_999)
    expect(await undo(actor, early)).toBe('done')
    expect(await undo(other, elsewhere)).toBe('already_decided')
    ctx.clock.advance(1)
    expect(await undo(actor, late)).toBe('already_decided')
  })

  test('so long wait the changes at the provider, and so long a deleted task can be restored', async () => {
    await saveTeamSettings(ctx, actor, { undoWindowSeconds: 45 })
    const taskId = (await approve(actor, await suggested(actor)))?.taskId ?? ''
    const soon = new Date(ctx.clock.now().getTime() + 45_000)
    expect(await completeTask(ctx, actor, { id: taskId })).toMatchObject({
      undoMs: 45_000,
      undoUntil: soon,
    })
    const writeBacks = await ctx.db.writeBack.findMany({ where: { teamId: actor.teamId, action: 'archive' } })
    expect(writeBacks).toMatchObject([{ action: 'archive', runAt: soon }])
    expect(await deleteTask(ctx, actor, taskId)).toMatchObject({ undoMs: 45_000 })
    ctx.clock.advance(45_000)
    expect(await restoreTask(ctx, actor, taskId)).toMatchObject({ task: { id: taskId }, undoMs: null })
  })
})

test('The log of syncs is kept for as long as each team wants', async () => {
  const run = async (owner: Actor, daysAgo: number) => {
    const { id: connectionId } = await buildConnection(ctx.db, owner)
    const startedAt = new Date(ctx.clock.now().getTime() - daysAgo * 86_400_000)
    await ctx.db.syncRun.create({
      data: { teamId: owner.teamId, connectionId, trigger: 'manual', state: 'done', startedAt },
    })
  }
  const left = ({ teamId }: Actor) => ctx.db.syncRun.count({ where: { teamId } })
  const { actor: long } = await buildMember(ctx.db)
  for (const team of [actor, other, long]) for (const daysAgo of [6, 8, 29, 31, 300]) await run(team, daysAgo)
  await saveTeamSettings(ctx, actor, { keepRunsDays: 7 })
  await saveTeamSettings(ctx, long, { keepRunsDays: 3_650 })
  await cleanUp(ctx)
  expect([await left(actor), await left(other), await left(long)]).toEqual([1, 3, 5])
})

describe('a team that keeps its mail on this machine', () => {
  const judge = async (owner: Actor) => {
    const item = await buildItem(ctx.db, await buildConnection(ctx.db, owner))
    const [outcome] = await suggestItems(ctx, [{ teamId: item.teamId, itemId: item.id, heldUntil: null }])
    return { outcome, itemId: item.id }
  }

  test('is judged by the offline generator alone, from the next mail on and whatever the budget', async () => {
    await saveTeamSettings(ctx, actor, { offlineOnly: true, monthlyBudgetMicros: 0 })
    const { outcome, itemId } = await judge(actor)
    expect(outcome).toBe('suggested')
    expect(sent).toEqual([])
    expect(await ctx.db.item.findFirst({ where: { id: itemId } })).toMatchObject({ model: 'test-offline' })
    expect(await ctx.db.suggestion.findFirst({ where: { itemId } })).toMatchObject({ model: 'test-offline' })
    expect(await getUsage(ctx, actor)).toMatchObject({
      generator: { name: 'test-offline', label: 'Offline test model', offline: true },
      calls: 1,
      spentMicros: 0,
    })
    await judge(other)
    expect(sent).toHaveLength(1)
    expect(await getUsage(ctx, other)).toMatchObject({
      generator: { name: 'test-model', offline: false },
      spentMicros: 300,
    })
    await saveTeamSettings(ctx, actor, { offlineOnly: false, monthlyBudgetMicros: null })
    await judge(actor)
    expect(sent).toHaveLength(2)
  })
})
