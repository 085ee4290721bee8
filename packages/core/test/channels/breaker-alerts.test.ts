import { expect, test } from 'vitest'
import { buildMember, createTestDatabase, fakeChannel } from '@switchboard/testing'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { readChannels } from '@switchboard/core/channels/read/read-channels'
import { tryRouteNow } from '@switchboard/core/channels/routes/try-route-now'
import { away, jobId, reachable } from './reachable'

const database = createTestDatabase()

/** A workspace that takes nothing, at which five messages have failed. */
async function broken({ hasMail = true } = {}) {
  const service = { fails: true }
  const slack = fakeChannel({
    onSend: () => {
      if (service.fails) throw away({ sent: 'no' })
    },
  })
  const world = await reachable(database, slack, hasMail ? undefined : null)
  const colleague = await buildMember(database.db, { teamId: world.actor.teamId, role: 'member' })
  const work = () => deliverMessages(world.ctx, jobId())
  for (let count = 0; count < 5; count++) await world.queue()
  await work()
  const alerts = () => world.mail?.arrived.filter(({ message }) => message.template === 'alert') ?? []
  const slackNow = async () =>
    (await readChannels(world.ctx, world.actor)).items.find(({ id }) => id === world.connection.id)
  return { ...world, service, colleague, work, alerts, slackNow }
}

test('an open breaker is told to each admin once by another channel, however long it stays open, and anew when it opens again', async () => {
  const { ctx, user, service, work, queue, alerts, slackNow, connection } = await broken()
  await work()
  expect(alerts().map(({ address }) => address)).toEqual([user.email])
  expect(alerts()[0]?.message.body).toContain('Slack cannot be reached at the moment.')
  expect(await slackNow()).toMatchObject({
    state: 'resting',
    failures: 5,
    lastFault: 'Slack cannot be reached at the moment.',
  })
  // Its probes fail as well: each cool-down is longer, and nothing more is told.
  for (let round = 0; round < 4; round++) {
    ctx.clock.advance(16 * 60_000)
    await queue()
    await work()
    await work()
  }
  const row = await database.db.route.findUniqueOrThrow({ where: { id: connection.id } })
  expect(row.openings).toBeGreaterThan(2)
  expect(alerts()).toHaveLength(1)
  service.fails = false
  ctx.clock.advance(16 * 60_000)
  await queue()
  await work()
  expect(await slackNow()).toMatchObject({ state: 'working', failures: 0, until: null })
  service.fails = true
  for (let count = 0; count < 5; count++) await queue()
  await work()
  await work()
  expect(alerts()).toHaveLength(2)
})

test('one that opens and closes again and again is told once an hour, and told of as over in between', async () => {
  const { service, work, queue, alerts, ctx, mail } = await broken()
  await work()
  expect(alerts()).toHaveLength(1)
  for (let round = 0; round < 3; round++) {
    service.fails = false
    ctx.clock.advance(16 * 60_000)
    await queue()
    await work()
    await work()
    expect(mail?.updated.at(-1)?.message.outcome).toBe('This is over.')
    service.fails = true
    for (let count = 0; count < 5; count++) await queue()
    await work()
    await work()
    expect(mail?.updated.at(-1)?.message.outcome).toBeNull()
  }
  expect(alerts()).toHaveLength(1)
})

test('an alert that has not gone out by the time it is over does not, and hides no other', async () => {
  const { service, work, queue, ctx, actor } = await broken({ hasMail: false })
  const alerts = () =>
    database.db.outboundMessage.findMany({
      where: { teamId: actor.teamId, kind: 'alert' },
      orderBy: { createdAt: 'asc' },
    })
  // Nothing else leads to them: it waits for a page of theirs.
  await database.db.outboundMessage.updateMany({
    where: { teamId: actor.teamId, kind: 'alert' },
    data: { state: 'waiting' },
  })
  service.fails = false
  ctx.clock.advance(60_000)
  await queue()
  await work()
  await work()
  expect(await alerts()).toMatchObject([{ state: 'cancelled' }])
  service.fails = true
  for (let count = 0; count < 5; count++) await queue()
  await work()
  expect(await alerts()).toHaveLength(2)
})

test('an open breaker is told even where telling it fails at first', async () => {
  const world = await reachable(database, fakeChannel({ onSend: () => Promise.reject(away({ sent: 'no' })) }))
  const faults = [new Error('gone')]
  const warn = () => {
    const fault = faults.pop()
    if (fault) throw fault
  }
  const ctx = { ...world.ctx, logger: { ...world.ctx.logger, warn } }
  for (let count = 0; count < 5; count++) await world.queue()
  for (let round = 0; round < 6; round++) {
    await deliverMessages(ctx, jobId()).catch(() => undefined)
    ctx.clock.advance(40_000)
  }
  expect(faults).toEqual([])
  expect(await database.db.outboundMessage.count({ where: { teamId: world.actor.teamId, kind: 'alert' } })).toBe(1)
})

test('a way that rests is tried at once when an admin says so, by one message, which closes it', async () => {
  const { ctx, actor, connection, service, slack, work, slackNow, colleague } = await broken({ hasMail: false })
  service.fails = false
  await work()
  expect(slack.arrived).toEqual([])
  await expect(tryRouteNow(ctx, colleague.actor, connection.id)).rejects.toMatchObject({ code: 'forbidden' })
  // Past their own pauses, long before the end of its rest.
  ctx.clock.advance(5_000)
  expect(await tryRouteNow(ctx, actor, connection.id)).toEqual({ resting: true })
  expect(await slackNow()).toMatchObject({ state: 'probing' })
  await work()
  expect(slack.arrived.length).toBeGreaterThan(0)
  expect(await slackNow()).toMatchObject({ state: 'working' })
  expect(await tryRouteNow(ctx, actor, connection.id)).toEqual({ resting: false })
})

test('a trial that fails has it rest again, longer', async () => {
  const { ctx, actor, connection, slack, work, slackNow } = await broken({ hasMail: false })
  const before = (await slackNow())?.until
  ctx.clock.advance(5_000)
  await tryRouteNow(ctx, actor, connection.id)
  await work()
  expect(slack.arrived).toEqual([])
  const after = await slackNow()
  expect(after).toMatchObject({ state: 'resting' })
  expect(after?.until?.getTime()).toBeGreaterThan(before?.getTime() ?? 0)
})

test('a trial that the service itself refuses says why, and costs no message', async () => {
  const { ctx, actor, connection, slack, work, slackNow } = await broken({ hasMail: false })
  const before = await slackNow()
  slack.checkHealth = () => Promise.reject(away())
  ctx.clock.advance(5_000)
  await expect(tryRouteNow(ctx, actor, connection.id)).rejects.toMatchObject({ code: 'unavailable' })
  await work()
  expect(slack.arrived).toEqual([])
  expect(await slackNow()).toEqual(before)
})

test('a trial of the installation’s mail server asks it first, so that nobody makes it rest longer for all', async () => {
  const { ctx, actor, mail } = await reachable(database, fakeChannel())
  const openUntil = new Date(ctx.clock.now().getTime() + 60_000)
  const row = { id: 'mail-server', tokens: 1, tokensAt: ctx.clock.now(), openUntil }
  await database.db.route.upsert({ where: { id: row.id }, create: row, update: row })
  Object.assign(mail ?? {}, { checkHealth: () => Promise.reject(away()) })
  await expect(tryRouteNow(ctx, actor, 'mail-server')).rejects.toMatchObject({ code: 'unavailable' })
  const route = () => database.db.route.findUniqueOrThrow({ where: { id: row.id } })
  expect(await route()).toMatchObject({ openUntil })
  Object.assign(mail ?? {}, { checkHealth: () => Promise.resolve() })
  expect(await tryRouteNow(ctx, actor, 'mail-server')).toEqual({ resting: true })
  await database.db.route.delete({ where: { id: row.id } })
})

test('what was wanted for later is not sent sooner by a trial', async () => {
  const { ctx, actor, connection, queue, state } = await broken({ hasMail: false })
  const dueAt = new Date(ctx.clock.now().getTime() + 7 * 3_600_000)
  const id = await queue({ dueAt })
  await tryRouteNow(ctx, actor, connection.id)
  expect((await state(id)).dueAt).toEqual(dueAt)
})

test('the installation’s mail server is told of to the admins of each team whose messages go there, once, and to no other', async () => {
  const mail = fakeChannel({
    kind: 'email',
    onSend: () => {
      throw away({ sent: 'no' })
    },
  })
  const teams = await Promise.all([1, 2, 3, 4].map(() => reachable(database, fakeChannel(), mail)))
  const [one, two, long] = teams
  const { ctx } = teams[0] ?? (await reachable(database, fakeChannel(), mail))
  await database.db.delivery.deleteMany()
  await database.db.outboundMessage.deleteMany()
  await database.db.route.deleteMany()
  // Nobody of them is known at a workspace: mail is all there is.
  await database.db.identity.deleteMany()
  await long?.queue()
  await deliverMessages(ctx, jobId())
  await database.db.outboundMessage.updateMany({ data: { dueAt: null, state: 'failed' } })
  ctx.clock.advance(8 * 24 * 3_600_000)
  for (const world of [one, two, one, two]) await world?.queue()
  await deliverMessages(ctx, jobId())
  for (let round = 0; round < 3; round++) {
    ctx.clock.advance(5_000)
    await deliverMessages(ctx, jobId())
  }
  expect(await database.db.route.findUniqueOrThrow({ where: { id: 'mail-server' } })).toMatchObject({
    openUntil: expect.any(Date),
  })
  const alerts = await database.db.outboundMessage.findMany({ where: { kind: 'alert' } })
  expect(alerts.map(({ teamId, userId }) => `${teamId} ${userId}`).toSorted()).toEqual(
    [one, two].map((world) => `${world?.actor.teamId} ${world?.actor.userId}`).toSorted(),
  )
  expect(new Set(alerts.map(({ data }) => JSON.stringify(data))).size).toBe(1)
})

test('somebody’s own account is told of by its name to them alone, and to admins by its provider', async () => {
  const mail = fakeChannel({
    kind: 'email',
    onSend: () => {
      throw away({ sent: 'no' })
    },
  })
  const { ctx, actor, connection } = await reachable(database, mail, null)
  const { teamId } = actor
  const colleague = await buildMember(database.db, { teamId, role: 'member' })
  const { userId } = colleague.actor
  const accountName = 'secret@example.com'
  await database.db.connection.updateMany({ where: { id: connection.id }, data: { ownerId: userId, accountName } })
  await queueMessages(
    database.db,
    [1, 2, 3, 4, 5].map((key) => ({ teamId, userId, key: `${key}`, kind: 'test' as const })),
    ctx.clock.now(),
  )
  await deliverMessages(ctx, jobId())
  const alerts = await database.db.outboundMessage.findMany({ where: { teamId, kind: 'alert' } })
  const told = new Map(alerts.map((alert) => [alert.userId, alert.data]))
  expect(told.size).toBe(2)
  expect(told.get(actor.userId)).toMatchObject({
    title: 'Messages do not get through: Gmail, a member’s own account',
    path: '/settings/channels',
  })
  expect(JSON.stringify(told.get(actor.userId))).not.toContain(accountName)
  expect(told.get(userId)).toMatchObject({
    title: `Messages do not get through: Gmail, ${accountName}`,
    path: '/settings/notifications',
  })
})
