import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gatewayRouter } from '@switchboard/api/gateway-router'
import { appRouter } from '@switchboard/api'
import type { Actor, Context } from '@switchboard/core/context'
import { signalLive, type LiveSignal } from '@switchboard/core/live'
import { buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'
import { createLiveHub, type LiveHub } from '../src/live-feed'
import { startGateway, type Gateway } from '../src/server'
import { askForUpgrade, callOf, cookieOf, follow, publicUrl, sessionSecret, upgradeStatus } from './socket-client'

const database = createTestDatabase()
let ctx: TestContext
let hub: LiveHub
let gateway: Gateway
let url = ''
let http = ''

/** Stands for the receiver: which address was asked. */
const receiveWebhook = async (request: Request, address: string) =>
  new Response(`${request.method} ${new URL(request.url).pathname} ${await request.text()} from ${address}`, {
    status: 202,
  })

async function start(
  options: {
    recheckMs?: number
    onlyThisMachine?: boolean
    upgradesPerMinute?: number
    callsPerMinute?: number
    trustsProxy?: () => boolean
    ctx?: Context
  } = {},
) {
  const liveHub = await createLiveHub(database.url, ctx.logger, [])
  const gatewayUrl = 'http://localhost:3001'
  const limits = { trustsProxy: () => false, upgradesPerMinute: 10_000, callsPerMinute: 10_000 }
  const started = await startGateway({
    ctx,
    hub: liveHub,
    router: gatewayRouter,
    receiveWebhook,
    sessionSecret,
    gatewayUrl,
    port: 0,
    ...limits,
    ...options,
  })
  const address = started.server.address()
  return { hub: liveHub, gateway: started, port: typeof address === 'object' && address ? address.port : 0 }
}

beforeAll(async () => {
  ctx = testContext(database)
  const started = await start()
  hub = started.hub
  gateway = started.gateway
  url = `ws://localhost:${started.port}/ws`
  http = `http://localhost:${started.port}`
})
afterAll(() => gateway.close())

const send = (signal: Pick<LiveSignal, 'teamId' | 'userId'> & Partial<LiveSignal>) => {
  const id = randomUUID()
  return signalLive(ctx.db, { subject: 'task', id, ...signal }).then(() => id)
}
/** Runs `call` while nobody can read memberships. */
const whileMembershipsAreHeld = (call: () => Promise<void>) =>
  ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`lock table "Membership" in access exclusive mode`
    await call()
  })
const followAs = async (actor: Actor) => follow(url, await cookieOf(actor.userId, { teamId: actor.teamId }))

describe('who is let in', () => {
  let actor: Actor
  beforeAll(async () => {
    actor = (await buildMember(ctx.db)).actor
  })
  const status = async (headers: Record<string, string>) => upgradeStatus(url, headers)

  test('a member, from the product’s own pages', async () => {
    expect(await status({ cookie: await cookieOf(actor.userId), origin: publicUrl })).toBe(101)
  })

  test.each([
    ['no session', () => ''],
    ['an empty session', () => 'next-auth.session-token='],
    ['rubbish', () => 'next-auth.session-token=abc.def'],
    ['a session of another secret', (id: string) => cookieOf(id, { secret: 'another-secret-of-more-than-thirty-two' })],
    ['a session that ended', (id: string) => cookieOf(id, { maxAgeSeconds: -60 })],
    ['a session of something else', () => cookieOf('not-an-id')],
  ])('%s: 401', async (_, cookie) => {
    expect(await status({ cookie: await cookie(actor.userId), origin: publicUrl })).toBe(401)
  })

  test.each(['https://evil.example', 'http://localhost:3001', 'http://localhost:3000.evil.example', 'null', ''])(
    'a page of another origin, %j: 403, also with a session',
    async (origin) => {
      expect(await status({ cookie: await cookieOf(actor.userId), ...(origin ? { origin } : {}) })).toBe(403)
    },
  )

  test('somebody in no team: 403', async () => {
    const { user } = await buildMember(ctx.db)
    await ctx.db.membership.deleteMany({ where: { userId: user.id } })
    expect(await status({ cookie: await cookieOf(user.id), origin: publicUrl })).toBe(403)
  })

  test.each([
    ['while it waits to be let in', (id: string) => cookieOf(id)],
    ['as it is refused', () => Promise.resolve('')],
  ])('whoever resets the connection %s harms nobody', async (_, cookie) => {
    const faults: unknown[] = []
    const note = (error: unknown) => faults.push(error)
    process.on('uncaughtException', note)
    const headers = { cookie: await cookie(actor.userId), origin: publicUrl }
    await whileMembershipsAreHeld(async () => {
      const upgrade = new Promise<Duplex>((resolve) => gateway.server.once('upgrade', (__, socket) => resolve(socket)))
      const client = await askForUpgrade(url, headers)
      const socket = await upgrade
      const closed = new Promise((resolve) => socket.once('close', resolve))
      client.resetAndDestroy()
      await closed
    })
    expect(await status({ cookie: await cookieOf(actor.userId), origin: publicUrl })).toBe(101)
    process.off('uncaughtException', note)
    expect(faults).toEqual([])
  })

  test('another path: 404', async () => {
    const headers = { cookie: await cookieOf(actor.userId), origin: publicUrl }
    expect(await upgradeStatus(url.replace('/ws', '/other'), headers)).toBe(404)
  })
})

describe('signals', () => {
  test('a member hears of what concerns them or their whole team, and of nobody else', async () => {
    const { actor } = await buildMember(ctx.db)
    const colleague = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })).actor
    const stranger = (await buildMember(ctx.db)).actor
    const [mine, theirs, others] = await Promise.all([actor, colleague, stranger].map(followAs))

    await send({ teamId: stranger.teamId, userId: stranger.userId })
    await send({ teamId: stranger.teamId, userId: null })
    // A person in two teams: what concerns them in the other team is no business of this one.
    await send({ teamId: stranger.teamId, userId: actor.userId })
    const forColleague = await send({ teamId: actor.teamId, userId: colleague.userId })
    const forMe = await send({ teamId: actor.teamId, userId: actor.userId, subject: 'suggestion' })
    const forAll = await send({ teamId: actor.teamId, userId: null })

    // Notifications of one connection come in their order: when the last is here, the others would be too.
    await Promise.all([mine?.received(2), theirs?.received(2), others?.received(2)])
    expect(mine?.signals()).toEqual([
      { subject: 'suggestion', id: forMe },
      { subject: 'task', id: forAll },
    ])
    expect(theirs?.signals()).toEqual([
      { subject: 'task', id: forColleague },
      { subject: 'task', id: forAll },
    ])
    expect(others?.signals()).toHaveLength(2)
    for (const page of [mine, theirs, others]) page?.close()
  })

  test('a change that is rolled back is not told', async () => {
    const { actor } = await buildMember(ctx.db)
    const page = await followAs(actor)
    const lost = ctx.db.$transaction(async (tx) => {
      await signalLive(tx, { teamId: actor.teamId, userId: null, subject: 'task', id: randomUUID() })
      throw new Error('rolled back')
    })
    await expect(lost).rejects.toThrow('rolled back')
    const id = await send({ teamId: actor.teamId, userId: null })
    await page.received(1)
    expect(page.signals()).toEqual([{ subject: 'task', id }])
    page.close()
  })

  test('a wish for a team that one is not in opens one’s own', async () => {
    const { actor } = await buildMember(ctx.db)
    const other = (await buildMember(ctx.db)).actor
    const page = await follow(url, await cookieOf(actor.userId, { teamId: other.teamId }))
    await send({ teamId: other.teamId, userId: null })
    const id = await send({ teamId: actor.teamId, userId: null })
    await page.received(1)
    expect(page.signals()).toEqual([{ subject: 'task', id }])
    page.close()
  })

  test('a person who changes teams hears of the other one as soon as the page opens another socket', async () => {
    const { actor } = await buildMember(ctx.db)
    const other = (await buildMember(ctx.db)).actor
    await ctx.db.membership.create({ data: { teamId: other.teamId, userId: actor.userId, role: 'member' } })
    const first = await followAs(actor)
    first.close()
    const second = await followAs({ ...actor, teamId: other.teamId })
    await send({ teamId: actor.teamId, userId: null })
    const id = await send({ teamId: other.teamId, userId: actor.userId })
    await second.received(1)
    expect(second.signals()).toEqual([{ subject: 'task', id }])
    second.close()
  })

  test('a payload that cannot be read is logged and harms nobody', async () => {
    const { actor } = await buildMember(ctx.db)
    const page = await followAs(actor)
    await ctx.db.$queryRaw`select pg_notify('switchboard_live', '{"teamId":1')::text`
    const id = await send({ teamId: actor.teamId, userId: null })
    await page.received(1)
    expect(page.signals()).toEqual([{ subject: 'task', id }])
    expect(ctx.logger.lines).toContainEqual(expect.objectContaining({ message: 'a live signal could not be read' }))
    page.close()
  })
})

describe('a socket serves what is live alone', () => {
  test('every other procedure is refused', async () => {
    const { actor } = await buildMember(ctx.db)
    const others = Object.keys(appRouter._def.procedures).filter((path) => !(path in gatewayRouter._def.procedures))
    expect(others).toContain('connection.connect')
    const page = await followAs(actor)
    let id = 1
    for (const path of others) {
      for (const method of ['query', 'mutation', 'subscription'] as const) {
        page.send(callOf(++id, method, path))
        const answer = await page.answerTo(id)
        expect(answer, path).toMatchObject({ error: { data: { code: 'NOT_FOUND' } } })
      }
    }
    page.close()
  })

  test('and these five times at once; one that ended makes room', async () => {
    const { actor } = await buildMember(ctx.db)
    const page = await followAs(actor)
    for (const id of [2, 3, 4, 5, 6]) {
      page.send(callOf(id, 'subscription', 'live.signals'))
      await page.reached(id, 'started')
    }
    const refusal = { error: { data: { code: 'TOO_MANY_REQUESTS', reason: 'rate_limited' } } }
    expect(await page.answerTo(6)).toMatchObject(refusal)
    page.send(callOf(2, 'subscription.stop', 'live.signals'))
    await page.reached(2, 'stopped')
    page.send(callOf(7, 'subscription', 'live.signals'))
    await page.reached(7, 'started')
    const id = await send({ teamId: actor.teamId, userId: null })
    await page.received(5)
    expect(page.signals()).toEqual(Array(5).fill({ subject: 'task', id }))
    page.close()
  })
})

describe('membership', () => {
  const leave = (actor: Actor) =>
    ctx.db.membership.deleteMany({ where: { userId: actor.userId, teamId: actor.teamId } })

  test('whoever is removed from the team is shown out at once; colleagues stay', async () => {
    const { actor } = await buildMember(ctx.db)
    const colleague = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })).actor
    // In another team as well: that is no reason to go on hearing of this one.
    const other = (await buildMember(ctx.db)).actor
    await ctx.db.membership.create({ data: { teamId: other.teamId, userId: colleague.userId, role: 'member' } })
    const [mine, theirs] = await Promise.all([followAs(actor), followAs(colleague)])
    await leave(colleague)
    await send({ teamId: actor.teamId, userId: null, subject: 'membership' })
    expect(await theirs.closed).toBe(4401)
    const id = await send({ teamId: actor.teamId, userId: null })
    await mine.received(2)
    expect(mine.signals()).toContainEqual({ subject: 'task', id })
    mine.close()
  })

  test('and without a signal within the time of the next look', async () => {
    const quick = await start({ recheckMs: 50 })
    const { actor } = await buildMember(ctx.db)
    const page = await follow(`ws://localhost:${quick.port}/ws`, await cookieOf(actor.userId))
    await leave(actor)
    expect(await page.closed).toBe(4401)
    await quick.gateway.close()
  })
})

test('a socket ends with the session that it was opened with', async () => {
  const { actor } = await buildMember(ctx.db)
  const sessionMs = 3_600_000
  // Tokens say it in seconds: half a second to one and a half are left.
  const clock = { ...ctx.clock, now: () => new Date(Date.now() + sessionMs - 1_500) }
  const { gateway: started, port } = await start({ ctx: { ...ctx, clock } })
  const page = await follow(
    `ws://localhost:${port}/ws`,
    await cookieOf(actor.userId, { maxAgeSeconds: sessionMs / 1_000 }),
  )
  expect(await page.closed).toBe(4401)
  await started.close()
})

describe('the process', () => {
  test.each([
    [true, /^(127\.0\.0\.1|::1)$/],
    [false, /^(0\.0\.0\.0|::)$/],
  ])('can be reached by nobody else beside the sandbox: %j', async (onlyThisMachine, expected) => {
    const { gateway: started } = await start({ onlyThisMachine })
    const address = started.server.address()
    expect(typeof address === 'object' && address?.address).toMatch(expected)
    await started.close()
  })

  test('tells how it is', async () => {
    for (const path of ['/health/live', '/health/ready']) expect((await fetch(`${http}${path}`)).status).toBe(200)
    expect((await fetch(`${http}/other`)).status).toBe(404)
  })

  test('a lost connection to the database closes the sockets, so that pages read everything again', async () => {
    const { actor } = await buildMember(ctx.db)
    const page = await followAs(actor)
    await ctx.db
      .$queryRaw`select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()`
    expect(await page.closed).toBe(1012)
    expect(hub.listener.connected()).toBe(true)
  })

  test('stopping closes the sockets', async () => {
    const stopped = await start()
    const { actor } = await buildMember(ctx.db)
    const page = await follow(`ws://localhost:${stopped.port}/ws`, await cookieOf(actor.userId))
    await stopped.gateway.close()
    expect([1001, 1006]).toContain(await page.closed)
  })
})

describe('limits', () => {
  test('an address and a person may ask for so many upgrades; the refusal says when to come back', async () => {
    const strict = await start({ upgradesPerMinute: 2, trustsProxy: () => true })
    const address = `ws://localhost:${strict.port}/ws`
    const [ada, ben] = [(await buildMember(ctx.db)).actor, (await buildMember(ctx.db)).actor]
    let hops = 0
    const status = async (actor: Actor, from: string) =>
      upgradeStatus(address, { cookie: await cookieOf(actor.userId), origin: publicUrl, 'x-forwarded-for': from })
    const elsewhere = () => `203.0.113.${++hops}`
    expect([await status(ada, '192.0.2.1'), await status(ada, '192.0.2.1')]).toEqual([101, 101])
    expect(await status(ben, '192.0.2.1')).toBe(429)
    expect(await status(ada, elsewhere())).toBe(429)
    expect(await status(ben, elsewhere())).toBe(101)
    const socket = await askForUpgrade(address, { origin: publicUrl, 'x-forwarded-for': '192.0.2.1' })
    const [answer]: Buffer[] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\nRetry-After: \d+\r\n/)
    await strict.gateway.close()
  })

  test.each([
    ['one by one', (ids: number[]) => ids.map((id) => callOf(id, 'query', 'team.me'))],
    ['in one batch', (ids: number[]) => [ids.map((id) => callOf(id, 'query', 'team.me'))]],
  ])('a person may send so many calls over all their sockets, %s', async (_, messagesOf) => {
    const strict = await start({ callsPerMinute: 20 })
    const open = async (actor: Actor) => follow(`ws://localhost:${strict.port}/ws`, await cookieOf(actor.userId))
    const [ada, ben] = [(await buildMember(ctx.db)).actor, (await buildMember(ctx.db)).actor]
    const [first, second, bens] = await Promise.all([open(ada), open(ada), open(ben)])
    const ids = Array.from({ length: 18 }, (__, at) => at + 2)
    for (const message of messagesOf(ids)) first.send(message)
    expect(await first.answerTo(19)).toMatchObject({ error: expect.anything() })
    second.send(callOf(2, 'query', 'team.me'))
    expect(await second.closed).toBe(1006)
    bens.send(callOf(2, 'query', 'team.me'))
    expect(await bens.answerTo(2)).toMatchObject({ error: expect.anything() })
    await strict.gateway.close()
  })

  test('a message is as long as what may be said at most', async () => {
    const page = await followAs((await buildMember(ctx.db)).actor)
    page.send(' '.repeat(250_000))
    expect(await page.closed).toBe(1009)
  })
})

test('what is below the path of webhooks goes to their receiver as it came, also from another site', async () => {
  const path = '/api/webhooks/slack/default/events'
  const response = await fetch(http + path, {
    method: 'POST',
    body: 'a=1',
    headers: { origin: 'https://elsewhere.example' },
  })
  expect(response.status).toBe(202)
  // By either family: the address of this machine.
  expect(await response.text()).toMatch(/^POST \/api\/webhooks\/slack\/default\/events a=1 from (127\.0\.0\.1|::\/64)$/)
})
