import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Delivery } from '@switchboard/db'
import { buildConnection, buildMember, createTestDatabase, fakeChannel } from '@switchboard/testing'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { getMessage } from '@switchboard/core/channels/read/get-message'
import { listMessages } from '@switchboard/core/channels/read/list-messages'
import { preferencesSchema } from '@switchboard/core/channels/preferences'
import { savePreferences } from '@switchboard/core/channels/save-preferences'
import { readChannels } from '@switchboard/core/channels/read/read-channels'
import { cleanUp } from '@switchboard/core/sync/clean-up'
import { jobId, reachable } from './reachable'

const database = createTestDatabase()

const hourMs = 3_600_000

/** A team with a shared workspace, and attempts that were made so many hours ago. */
async function withAttempts(
  attempts: (Partial<Pick<Delivery, 'state' | 'errorCode' | 'latencyMs'>> & { hoursAgo: number })[] = [],
) {
  const world = await reachable(database, fakeChannel())
  const { teamId, userId } = world.actor
  await database.db.user.update({ where: { id: userId }, data: { timeZone: 'Asia/Kolkata' } })
  const message = await database.db.outboundMessage.create({
    data: { teamId, userId, key: randomUUID(), kind: 'test', createdAt: world.ctx.clock.now() },
  })
  await database.db.delivery.createMany({
    data: attempts.map(({ hoursAgo, ...fields }, index) => {
      const startedAt = new Date(world.ctx.clock.now().getTime() - hoursAgo * hourMs)
      return {
        teamId,
        messageId: message.id,
        channel: 'slack' as const,
        connectionId: world.connection.id,
        address: 'U1',
        attempt: index + 1,
        state: 'sent' as const,
        startedAt,
        finishedAt: startedAt,
        ...fields,
      }
    }),
  })
  const slack = async () =>
    (await readChannels(world.ctx, world.actor)).items.find(({ id }) => id === world.connection.id)
  return { ...world, slackNow: slack }
}

describe('how a channel does', () => {
  test('is counted by hours and by days of the zone, with what is usual', async () => {
    const { slackNow } = await withAttempts([
      ...[100, 200, 300, 400, 1_000].map((latencyMs) => ({ hoursAgo: 0, latencyMs })),
      { hoursAgo: 1, state: 'failed', errorCode: 'unavailable', latencyMs: 20_000 },
      { hoursAgo: 1, state: 'failed', errorCode: 'rate_limited' },
      { hoursAgo: 23, state: 'unknown', errorCode: 'timeout' },
      { hoursAgo: 25, state: 'failed', errorCode: 'asked_again' },
      { hoursAgo: 24 * 8, state: 'delivered', latencyMs: 9_000 },
      { hoursAgo: 24 * 20 },
    ])
    const slack = await slackNow()
    expect(slack?.hours).toHaveLength(24)
    expect(slack?.hours.at(-1)).toMatchObject({ sent: 5, failed: 0, unknown: 0 })
    expect(slack?.hours.at(-2)).toMatchObject({ sent: 0, failed: 1, unknown: 0 })
    expect(slack?.hours[0]).toMatchObject({ sent: 0, failed: 0, unknown: 1 })
    expect(slack?.lastDay).toEqual({ sent: 5, failed: 1, unknown: 1, successRate: 5 / 7 })
    expect(slack?.lastWeek).toEqual({ sent: 5, failed: 1, unknown: 2, successRate: 5 / 8 })
    expect(slack?.days).toHaveLength(14)
    expect(slack?.days.reduce((sum, { sent }) => sum + sent, 0)).toBe(6)
    expect(slack).toMatchObject({ p50Ms: 300, p95Ms: 880, state: 'working' })
  })

  test('with nothing sent is empty, and a rate of nothing is none', async () => {
    const { ctx, actor } = await withAttempts()
    const { items } = await readChannels(ctx, actor)
    expect(items.map(({ id, channel }) => `${channel} ${id === 'web' || id === 'mail-server'}`)).toEqual([
      'web true',
      'slack false',
      'email true',
    ])
    expect(items.every(({ lastDay }) => lastDay.successRate === null)).toBe(true)
  })

  test('begins its days in the zone of who looks', async () => {
    // 00:30 in Kolkata is 19:00 of the day before in UTC.
    const { ctx, slackNow } = await withAttempts([{ hoursAgo: 0 }])
    const today = new Date(ctx.clock.now().getTime() + 5.5 * hourMs).toISOString().slice(0, 10)
    expect((await slackNow())?.days.at(-1)).toMatchObject({ day: today, sent: 1 })
  })

  test('says what stands in its way, and names no colleague’s own account', async () => {
    const { ctx, actor, connection } = await withAttempts()
    const where = { teamId_id: { teamId: actor.teamId, id: connection.id } }
    const item = async (id: string) => (await readChannels(ctx, actor)).items.find((one) => one.id === id)
    await database.db.connection.update({ where, data: { status: 'paused' } })
    expect(await item(connection.id)).toMatchObject({ state: 'unusable', obstacle: 'It is paused.' })
    const colleague = (await buildMember(database.db, { teamId: actor.teamId, role: 'member' })).actor
    const theirs = await buildConnection(database.db, colleague)
    expect(await item(theirs.id)).toMatchObject({ accountName: null, provider: 'gmail' })
    await database.db.route.create({
      data: {
        id: theirs.id,
        tokens: 1,
        tokensAt: ctx.clock.now(),
        pausedUntil: new Date(ctx.clock.now().getTime() + 1_000),
      },
    })
    expect(await item(theirs.id)).toMatchObject({ state: 'paused' })
  })

  test('shows nothing of another team', async () => {
    await withAttempts([{ hoursAgo: 0 }])
    const { slackNow } = await withAttempts()
    expect((await slackNow())?.lastDay.sent).toBe(0)
  })
})

describe('the list of messages', () => {
  async function withMessages() {
    const world = await withAttempts()
    await database.db.outboundMessage.deleteMany({ where: { teamId: world.actor.teamId } })
    const colleague = (await buildMember(database.db, { teamId: world.actor.teamId, role: 'member' })).actor
    const ids: string[] = []
    for (const userId of [world.actor.userId, colleague.userId, world.actor.userId]) {
      ids.push(await world.queue({ userId, kind: 'alert', data: { title: 'Disk', body: 'It is full.', path: '/' } }))
      world.ctx.clock.advance(1_000)
    }
    await deliverMessages(world.ctx, jobId())
    const list = async (actor = world.actor, wanted: Partial<Parameters<typeof listMessages>[2]> = {}) =>
      listMessages(world.ctx, actor, { limit: 50, ...wanted })
    return { ...world, colleague, ids, list }
  }

  test('is one’s own, and for admins the team’s, newest first and page by page', async () => {
    const { ids, list, colleague } = await withMessages()
    expect((await list()).items.map(({ id }) => id)).toEqual(ids.toReversed())
    expect((await list(colleague)).items).toMatchObject([{ id: ids[1], title: 'Disk', isOwn: true }])
    const first = await list(undefined, { limit: 2 })
    const rest = await list(undefined, { limit: 2, cursor: first.nextCursor })
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids.toReversed())
    expect(rest.nextCursor).toBeNull()
  })

  test('is filtered by channel, by what became of them, and by person', async () => {
    const { actor, ids, list, colleague } = await withMessages()
    const found = async (wanted: Parameters<typeof list>[1]) => (await list(actor, wanted)).items.map(({ id }) => id)
    expect(await found({ personId: colleague.userId })).toEqual([ids[1]])
    // Nobody knows the colleague at the workspace.
    expect(await found({ channel: 'email' })).toEqual([ids[1]])
    expect(await found({ channel: 'slack', state: 'reached' })).toEqual([ids[2], ids[0]])
    expect(await found({ state: 'failed' })).toEqual([])
    await database.db.delivery.updateMany({ where: { messageId: ids[0] }, data: { state: 'unknown' } })
    expect(await found({ state: 'in_doubt' })).toEqual([ids[0]])
    await expect(list(colleague, { personId: actor.userId })).rejects.toMatchObject({
      code: 'forbidden',
      field: 'personId',
    })
  })

  test('leads to the path of each, and what it says is for its person alone', async () => {
    const { ctx, actor, ids, colleague } = await withMessages()
    const own = await getMessage(ctx, actor, ids[0] ?? '')
    expect(own).toMatchObject({ title: 'Disk', body: 'It is full.', deliveries: [{ channel: 'slack', state: 'sent' }] })
    expect(own.deliveries[0]?.place).toMatch(/^key /)
    expect(own.steps.map(({ what }) => what)).toEqual(['skipped', 'sent'])
    expect(await getMessage(ctx, actor, ids[1] ?? '')).toMatchObject({ title: 'Disk', body: null, isOwn: false })
    await expect(getMessage(ctx, colleague, ids[0] ?? '')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('speaks to its person, and by their name to an admin', async () => {
    const { ctx, actor, state, queue } = await withMessages()
    const { teamId, userId } = actor
    const values = {
      channels: (['web', 'slack', 'email', 'telegram'] as const).map((channel) => ({
        channel,
        on: false,
        priority: 1,
      })),
    }
    await savePreferences(ctx, actor, preferencesSchema.parse(values))
    const id = await queue()
    await deliverMessages(ctx, jobId())
    expect((await state(id)).state).toBe('failed')
    const { name } = await database.db.user.update({ where: { id: userId }, data: { name: 'Ada Lindqvist' } })
    const whys = async (reader: typeof actor) => (await getMessage(ctx, reader, id)).steps.map(({ why }) => why)
    expect(await whys(actor)).toEqual(
      expect.arrayContaining(['You have turned it off.', 'No channel is left by which you can be reached.']),
    )
    const admin = (await buildMember(database.db, { teamId, role: 'admin' })).actor
    expect(await whys(admin)).toEqual(
      expect.arrayContaining([`${name} has turned it off.`, `No channel is left by which ${name} can be reached.`]),
    )
    expect((await whys(admin)).join(' ')).not.toMatch(/\byou\b/i)
  })

  test('loses what is past the keeping time, except what something is left to be done with', async () => {
    const { ctx, actor, ids, queue, list } = await withMessages()
    ctx.clock.advance(29 * 24 * hourMs)
    const later = await queue()
    await database.db.outboundMessage.updateMany({ where: { id: ids[0] }, data: { dueAt: ctx.clock.now() } })
    await cleanUp(ctx, { batchSize: 1 })
    expect((await list()).items).toHaveLength(4)
    ctx.clock.advance(2 * 24 * hourMs)
    await database.db.presence.create({
      data: { gatewayId: randomUUID(), teamId: actor.teamId, userId: actor.userId, aliveAt: new Date(0) },
    })
    await cleanUp(ctx, { batchSize: 1 })
    expect((await list()).items.map(({ id }) => id)).toEqual([later, ids[0]])
    expect(await database.db.delivery.count({ where: { teamId: actor.teamId } })).toBe(1)
    expect(await database.db.presence.count({ where: { teamId: actor.teamId } })).toBe(0)
  })
})
