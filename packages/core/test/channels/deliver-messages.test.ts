import { randomUUID } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { buildMember, createTestDatabase, fakeChannel, queuedJobs, type FakeChannel } from '@switchboard/testing'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { removeIdentity } from '@switchboard/core/channels/identities/remove-identity'
import { markSeen } from '@switchboard/core/channels/page-messages'
import { getMessage } from '@switchboard/core/channels/read/get-message'
import { tellArrival } from '@switchboard/core/channels/presence'
import { SwitchboardError } from '@switchboard/core/errors'
import type { SendRequest, SentQuery } from '@switchboard/core/ports/message-channel'
import { away, jobId, reachable as reachableIn } from './reachable'

const database = createTestDatabase()

const reachable = (slack: FakeChannel, mail?: FakeChannel | null) => reachableIn(database, slack, mail)

describe('a message', () => {
  test('goes out on the first channel that works, once, and its path is kept', async () => {
    const world = await reachable(fakeChannel())
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    await deliverMessages(world.ctx, jobId())
    expect(world.slack.arrived.map(({ address }) => address)).toEqual(['U1'])
    expect(world.mail?.arrived).toEqual([])
    const { state, dueAt, deliveries, steps } = await world.state(id)
    expect({ state, dueAt }).toEqual({ state: 'reached', dueAt: null })
    expect(deliveries).toMatchObject([{ channel: 'slack', state: 'sent', attempt: 1 }])
    expect(steps).toEqual(['web skipped', 'slack sent'])
  })

  test('asked for twice under one key is one', async () => {
    const world = await reachable(fakeChannel())
    await world.queue({ key: 'the same' })
    await world.queue({ key: 'the same' })
    await deliverMessages(world.ctx, jobId())
    expect(world.slack.arrived).toHaveLength(1)
  })

  test('goes to an open page first', async () => {
    const world = await reachable(fakeChannel())
    await tellArrival(world.ctx, randomUUID(), { teamId: world.actor.teamId, userId: world.actor.userId })
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    expect(world.slack.arrived).toEqual([])
    expect((await world.state(id)).deliveries).toMatchObject([{ channel: 'web', state: 'sent' }])
  })

  test('is tried again, and goes by another channel when the first fails for good', async () => {
    const world = await reachable(fakeChannel({ onSend: () => Promise.reject(away({ sent: 'no' })) }))
    const { id: connectionId } = world.connection
    // A fifth attempt would wait for longer than the next channel does, or for less, as chance has it.
    await database.db.connection.updateMany({ where: { id: connectionId }, data: { settings: { maxRetries: 3 } } })
    const id = await world.queue()
    for (let round = 0; round < 8; round++) {
      await deliverMessages(world.ctx, jobId())
      world.ctx.clock.advance(10_000)
    }
    const { state, deliveries } = await world.state(id)
    expect(state).toBe('reached')
    expect(deliveries.map((row) => `${row.channel} ${row.state}`)).toEqual([
      'slack failed',
      'slack failed',
      'slack failed',
      'slack failed',
      'email sent',
    ])
  })

  test('is tried as often as the connection’s settings say', async () => {
    let calls = 0
    const slack = fakeChannel({
      onSend: () => {
        calls++
        throw away({ sent: 'no' })
      },
    })
    const { ctx, connection, queue, mail } = await reachable(slack)
    await database.db.connection.updateMany({ where: { id: connection.id }, data: { settings: { maxRetries: 1 } } })
    await queue()
    for (let round = 0; round < 3; round++) {
      await deliverMessages(ctx, jobId())
      ctx.clock.advance(5_000)
    }
    expect(calls).toBe(2)
    expect(mail?.arrived).toHaveLength(1)
  })

  test('goes by another channel at once when nobody is reached at the first', async () => {
    const world = await reachable(
      fakeChannel({ onSend: () => Promise.reject(new SwitchboardError('gone', 'Nobody is reached there.')) }),
    )
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    expect((await world.state(id)).steps).toEqual(['web skipped', 'slack failed', 'slack skipped', 'email sent'])
  })

  test('whose answer was lost is looked up, and not sent twice', async () => {
    const world = await reachable(fakeChannel({ afterSend: () => Promise.reject(away()) }))
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    expect(world.slack.arrived).toHaveLength(1)
    expect(world.mail?.arrived).toEqual([])
    expect((await world.state(id)).deliveries).toMatchObject([{ state: 'sent' }])
  })

  test('that was never taken is sent again after a while', async () => {
    let fails = true
    const world = await reachable(
      fakeChannel({
        onSend: () => {
          if (fails) throw away()
        },
      }),
    )
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    expect((await world.state(id)).deliveries).toMatchObject([{ state: 'sending' }])
    fails = false
    for (const _ of [1, 2]) {
      world.ctx.clock.advance(12_000)
      await deliverMessages(world.ctx, jobId())
    }
    expect((await world.state(id)).deliveries).toMatchObject([{ state: 'failed' }, { state: 'sent' }])
    expect(world.slack.arrived).toHaveLength(1)
  })

  test('that the service takes after we have given up on it is not sent twice', async () => {
    const late: SendRequest[] = []
    const world = await reachable(
      fakeChannel({
        onSend: (request) => {
          late.push(request)
          world.ctx.clock.advance(20_000)
          throw new SwitchboardError('timeout', 'Slack did not answer in time.', { retryable: true })
        },
      }),
    )
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    world.ctx.clock.advance(1_000)
    world.slack.arrived.push(...late)
    world.ctx.clock.advance(9_000)
    await deliverMessages(world.ctx, jobId())
    expect(late).toHaveLength(1)
    expect((await world.state(id)).deliveries).toMatchObject([{ state: 'sent' }])
  })

  test('that a worker began and died over is not sent again while its call may still be under way', async () => {
    const world = await reachable(fakeChannel())
    const id = await world.queue()
    const { teamId } = world.actor
    const startedAt = world.ctx.clock.now()
    const at = { channel: 'slack' as const, connectionId: world.connection.id, address: 'U1' }
    await database.db.delivery.create({ data: { teamId, messageId: id, ...at, attempt: 1, startedAt } })
    for (const afterMs of [15_000, 14_000]) {
      world.ctx.clock.advance(afterMs)
      await deliverMessages(world.ctx, jobId())
      expect((await world.state(id)).deliveries).toMatchObject([{ state: 'sending' }])
    }
    world.ctx.clock.advance(1_000)
    await deliverMessages(world.ctx, jobId())
    expect((await world.state(id)).deliveries).toMatchObject([{ state: 'failed' }, { state: 'sent' }])
  })

  test('that may have arrived where nobody can tell goes by another channel, with the reason', async () => {
    const world = await reachable(fakeChannel({ findSent: undefined, afterSend: () => Promise.reject(away()) }))
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    const { deliveries, steps } = await world.state(id)
    expect(deliveries.map((row) => `${row.channel} ${row.state}`)).toEqual(['slack unknown', 'email sent'])
    expect(steps).toContain('slack unknown')
    expect(world.slack.arrived).toHaveLength(1)
  })

  test('whose worker died before it wrote the path says all the same what it has tried', async () => {
    let fails = true
    const onSend = () => (fails ? Promise.reject(away({ sent: 'no' })) : Promise.resolve())
    const { ctx, actor, queue, state } = await reachable(fakeChannel({ onSend }))
    const id = await queue()
    await deliverMessages(ctx, jobId())
    const { teamId } = actor
    await database.db.outboundMessage.update({ where: { teamId_id: { teamId, id } }, data: { trace: [] } })
    const failed = { channel: 'slack', what: 'failed', why: 'Slack cannot be reached at the moment.' }
    expect((await getMessage(ctx, actor, id)).steps).toMatchObject([failed])
    fails = false
    ctx.clock.advance(3_000)
    await deliverMessages(ctx, jobId())
    expect((await state(id)).steps).toEqual(['slack failed', 'web skipped', 'slack sent'])
  })

  test('of a worker that died is looked up by whoever gets its job', async () => {
    const world = await reachable(fakeChannel())
    const id = await world.queue()
    const job = jobId()
    const { teamId } = world.actor
    // Claimed and written down, then the process was gone, after the service had taken it.
    await database.db.outboundMessage.update({ where: { teamId_id: { teamId, id } }, data: { claimedBy: job } })
    const delivery = await database.db.delivery.create({
      data: {
        teamId,
        messageId: id,
        channel: 'slack',
        connectionId: world.connection.id,
        address: 'U1',
        attempt: 1,
        startedAt: world.ctx.clock.now(),
      },
    })
    world.slack.arrived.push({
      address: 'U1',
      key: delivery.id,
      thread: null,
      message: {
        template: 'message',
        title: '',
        body: '',
        actions: [],
        link: null,
        outcome: null,
        unsubscribeUrl: null,
      },
    })
    await deliverMessages(world.ctx, jobId())
    expect((await world.state(id)).deliveries).toMatchObject([{ state: 'sending' }])
    await deliverMessages(world.ctx, job)
    expect(await world.state(id)).toMatchObject({
      deliveries: [{ state: 'sent', id: delivery.id }],
      steps: ['slack sent'],
    })
    expect(world.slack.arrived).toHaveLength(1)
  })

  test('that asks goes on to the next channel when nobody answers, and no further once somebody has', async () => {
    const world = await reachable(fakeChannel())
    const id = await world.queue({ asks: true })
    await deliverMessages(world.ctx, jobId())
    world.ctx.clock.advance(29 * 60_000)
    await deliverMessages(world.ctx, jobId())
    expect(world.mail?.arrived).toEqual([])
    world.ctx.clock.advance(2 * 60_000)
    await deliverMessages(world.ctx, jobId())
    expect(world.mail?.arrived).toHaveLength(1)
    expect((await world.state(id)).steps).toContain('slack no_answer')
  })

  test('waits as long as the service asks, to the second', async () => {
    let fails = true
    const world = await reachable(
      fakeChannel({
        onSend: () => {
          if (fails)
            throw new SwitchboardError('rate_limited', 'Slack asks us to slow down.', {
              retryable: true,
              retryAfterMs: 7_000,
            })
        },
      }),
    )
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    fails = false
    world.ctx.clock.advance(6_999)
    await deliverMessages(world.ctx, jobId())
    expect(world.slack.arrived).toEqual([])
    world.ctx.clock.advance(1)
    await deliverMessages(world.ctx, jobId())
    expect(world.slack.arrived).toHaveLength(1)
    expect((await world.state(id)).state).toBe('reached')
    expect((await queuedJobs(database.db, 'deliver-messages')).length).toBeGreaterThan(0)
  })

  test.each([
    ['unknown', 'sent'],
    ['delivered', 'delivered'],
  ] as const)('that was settled as %s while it was being sent ends as %s', async (meanwhile, state) => {
    const world = await reachable(
      fakeChannel({
        afterSend: async ({ key: id }) => {
          await database.db.delivery.updateMany({ where: { id }, data: { state: meanwhile } })
          if (meanwhile === 'delivered') throw away()
        },
      }),
    )
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    expect((await world.state(id)).deliveries).toMatchObject([{ state }])
  })

  test('is not pressed on a service that asks to slow down and does not say for how long', async () => {
    const asked: number[] = []
    const world = await reachable(
      fakeChannel({
        onSend: () => {
          asked.push(world.ctx.clock.now().getTime())
          throw new SwitchboardError('rate_limited', 'Slack asks us to slow down.', { retryable: true })
        },
      }),
      null,
    )
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    for (let round = 0; round < 10; round++) {
      const { dueAt } = await world.state(id)
      if (!dueAt) break
      world.ctx.clock.set(dueAt)
      await deliverMessages(world.ctx, jobId())
    }
    const gaps = asked.slice(1).map((at, index) => (at - (asked[index] ?? 0)) / 1_000)
    expect(gaps).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600])
    expect(await world.state(id)).toMatchObject({ state: 'failed', dueAt: null })
  })

  test('on somebody’s only channel outlasts an outage of hours', async () => {
    let fails = true
    const onSend = () => (fails ? Promise.reject(away({ sent: 'no' })) : Promise.resolve())
    const { ctx, queue, state, slack } = await reachable(fakeChannel({ onSend }), null)
    const id = await queue()
    const begun = ctx.clock.now().getTime()
    for (let round = 0; round < 20 && ctx.clock.now().getTime() < begun + 3 * 3_600_000; round++) {
      await deliverMessages(ctx, jobId())
      ctx.clock.set((await state(id)).dueAt ?? new Date(0))
    }
    expect(await state(id)).toMatchObject({ state: 'waiting' })
    fails = false
    ctx.clock.advance(3_600_000)
    await deliverMessages(ctx, jobId())
    expect(slack.arrived).toHaveLength(1)
  })

  test('of which only the first parts have arrived says so, keeps the pause, and is not sent again', async () => {
    const slack = fakeChannel()
    const error = new SwitchboardError('rate_limited', 'Slack asks us to slow down.', {
      retryable: true,
      retryAfterMs: 60_000,
    })
    const { ctx, queue, state, mail, connection } = await reachable({
      ...slack,
      send: (access, request, onPartial) => {
        onPartial?.({ arrived: 2, parts: 5, error })
        return slack.send(access, request)
      },
    })
    const id = await queue()
    await deliverMessages(ctx, jobId())
    const { state: reached, deliveries } = await state(id)
    expect({ reached, mails: mail?.arrived.length }).toEqual({ reached: 'reached', mails: 0 })
    expect(deliveries).toMatchObject([
      {
        state: 'sent',
        errorCode: 'rate_limited',
        errorMessage: '2 of 5 parts have arrived. Slack asks us to slow down.',
      },
    ])
    const { pausedUntil, failures } = await database.db.route.findUniqueOrThrow({ where: { id: connection.id } })
    expect({ failures, pausedUntil }).toEqual({
      failures: 0,
      pausedUntil: new Date(ctx.clock.now().getTime() + 60_000),
    })
  })

  test('is written down as soon as it has arrived, with its own time, whoever is still on their way', async () => {
    let goOn = () => {}
    const held = new Promise<void>((resolve) => (goOn = resolve))
    let slowKey = ''
    const world = await reachable(
      fakeChannel({
        onSend: ({ key }) => {
          if (slowKey !== '') return
          slowKey = key
          return held
        },
      }),
    )
    const { teamId } = world.actor
    await Promise.all([world.queue(), world.queue(), world.queue()])
    const working = deliverMessages(world.ctx, jobId())
    const rows = () => database.db.delivery.findMany({ where: { teamId, channel: 'slack' } })
    await vi.waitFor(async () =>
      expect((await rows()).map(({ state }) => state).toSorted()).toEqual(['sending', 'sent', 'sent']),
    )
    world.ctx.clock.advance(5_000)
    goOn()
    await working
    for (const { id, latencyMs } of await rows()) expect(latencyMs).toBe(id === slowKey ? 5_000 : 0)
  })

  test('by one way is settled while another is slow', async () => {
    let goOn = () => {}
    const held = new Promise<void>((resolve) => (goOn = resolve))
    const { ctx, actor, queue, state } = await reachable(fakeChannel({ onSend: () => held }))
    const { user: other } = await buildMember(database.db, { teamId: actor.teamId })
    const slow = await queue()
    const quick = await queue({ userId: other.id })
    const working = deliverMessages(ctx, jobId())
    await vi.waitFor(async () => expect((await state(quick)).state).toBe('reached'))
    expect((await state(slow)).state).toBe('waiting')
    goOn()
    await working
    expect((await state(slow)).state).toBe('reached')
  })

  test('to nobody who can be reached says so', async () => {
    const world = await reachable(fakeChannel({ allowance: () => null }), null)
    const id = await world.queue()
    await deliverMessages(world.ctx, jobId())
    expect(await world.state(id)).toMatchObject({ state: 'failed', dueAt: null })
  })
})

test('five failures in a row open the breaker for everybody, admins are told by another channel, a probe closes it', async () => {
  let fails = true
  const slack = fakeChannel({
    onSend: () => {
      if (fails) throw away({ sent: 'no' })
    },
  })
  const world = await reachable(slack)
  const ids = await Promise.all(Array.from({ length: 5 }, () => world.queue()))
  await deliverMessages(world.ctx, jobId())
  const route = () => database.db.route.findUniqueOrThrow({ where: { id: world.connection.id } })
  expect(await route()).toMatchObject({ failures: 5, openings: 1 })
  expect((await route()).openUntil?.getTime()).toBe(world.ctx.clock.now().getTime() + 30_000)
  await deliverMessages(world.ctx, jobId())
  expect(world.mail?.arrived.map(({ message }) => message.template)).toContain('alert')
  expect(ids).toHaveLength(5)
  fails = false
  world.ctx.clock.advance(31_000)
  await world.queue()
  await deliverMessages(world.ctx, jobId())
  expect(await route()).toMatchObject({ failures: 0, openUntil: null, openings: 0 })
})

test('what a page has not shown in sight goes on by another channel, and what it has shown does not', async () => {
  const { ctx, actor, queue, state, slack } = await reachable(fakeChannel())
  await tellArrival(ctx, randomUUID(), { teamId: actor.teamId, userId: actor.userId })
  const [seen, unseen] = [await queue(), await queue()]
  await deliverMessages(ctx, jobId())
  await markSeen(ctx, actor, [seen])
  ctx.clock.advance(31_000)
  await deliverMessages(ctx, jobId())
  expect(slack.arrived).toHaveLength(1)
  expect((await state(seen)).steps).toEqual(['web sent'])
  expect((await state(unseen)).steps).toEqual(['web sent', 'web no_answer', 'web skipped', 'slack sent'])
})

test('what quiet hours hold is on a page as soon as one is there', async () => {
  const { ctx, actor, queue, state, slack } = await reachable(fakeChannel())
  const values = { quietHours: { from: 9 * 60, to: 11 * 60 } }
  await database.db.reachPreference.create({
    data: { teamId: actor.teamId, userId: actor.userId, values, updatedAt: ctx.clock.now() },
  })
  const id = await queue()
  await deliverMessages(ctx, jobId())
  await tellArrival(ctx, randomUUID(), { teamId: actor.teamId, userId: actor.userId })
  await deliverMessages(ctx, jobId())
  expect((await state(id)).deliveries).toMatchObject([{ channel: 'web', state: 'sent' }])
  expect(slack.arrived).toEqual([])
})

test('quiet hours hold a message, and release it when they end', async () => {
  const world = await reachable(fakeChannel())
  const { teamId, userId } = world.actor
  // 10:00 in Berlin.
  const values = { quietHours: { from: 9 * 60, to: 11 * 60 } }
  await database.db.reachPreference.create({ data: { teamId, userId, values, updatedAt: world.ctx.clock.now() } })
  const id = await world.queue()
  const urgentId = await world.queue({ urgency: 'urgent' })
  await deliverMessages(world.ctx, jobId())
  expect(await world.state(id)).toMatchObject({ state: 'waiting', dueAt: new Date('2026-03-02T10:00:00Z') })
  expect((await world.state(id)).steps).toEqual(['web skipped', 'slack skipped', 'email skipped', 'held'])
  expect((await world.state(urgentId)).state).toBe('reached')
  world.ctx.clock.set(new Date('2026-03-02T10:00:00Z'))
  await deliverMessages(world.ctx, jobId())
  expect((await world.state(id)).state).toBe('reached')
  expect(world.slack.arrived).toHaveLength(2)
})

test('replicas share what is due: each message goes out once, and a breaker that one has opened the other sees', async () => {
  let fails = false
  const slack = fakeChannel({
    onSend: () => {
      if (fails) throw away({ sent: 'no' })
    },
  })
  const world = await reachable(slack)
  const replica = { ...world.ctx }
  await Promise.all(Array.from({ length: 60 }, () => world.queue()))
  await Promise.all([world.ctx, replica, world.ctx, replica].map((ctx) => deliverMessages(ctx, jobId())))
  expect(slack.arrived).toHaveLength(60)
  expect(new Set(slack.arrived.map(({ key }) => key)).size).toBe(60)
  fails = true
  await Promise.all(Array.from({ length: 5 }, () => world.queue()))
  await deliverMessages(world.ctx, jobId())
  fails = false
  const late = await world.queue()
  await deliverMessages(replica, jobId())
  const { steps } = await world.state(late)
  expect(steps).toEqual(['web skipped', 'slack skipped', 'email sent'])
})

test('what a service counts apart is counted apart: updates wait for their turn, none is left out', async () => {
  const world = await reachable(
    fakeChannel({ allowance: () => ({ perMinute: 60_000, burst: 1_000, updatesPerMinute: 2 }) }),
  )
  const { teamId } = world.actor
  const ids = await Promise.all(Array.from({ length: 3 }, () => world.queue()))
  await deliverMessages(world.ctx, jobId())
  await database.db.outboundMessage.updateMany({
    where: { teamId, id: { in: ids } },
    data: { stale: true, dueAt: world.ctx.clock.now() },
  })
  await database.db.delivery.updateMany({ where: { teamId }, data: { shown: 'other words' } })
  await deliverMessages(world.ctx, jobId())
  expect(world.slack.updated).toHaveLength(2)
  world.ctx.clock.advance(30_000)
  await deliverMessages(world.ctx, jobId())
  expect(world.slack.updated).toHaveLength(3)
})

test.each(['update', 'look-up'] as const)('a pause asked for at an %s holds for all others', async (kind) => {
  let calls = 0
  const slowDown = () => {
    calls++
    throw new SwitchboardError('rate_limited', 'Slack asks us to slow down.', { retryable: true, retryAfterMs: 40_000 })
  }
  const { ctx, actor, queue } = await reachable(
    fakeChannel({
      allowance: () => ({ perMinute: 60_000, burst: 1_000, updatesPerMinute: 50, lookUpsPerMinute: 50 }),
      ...(kind === 'update'
        ? { update: async () => slowDown() }
        : { afterSend: () => Promise.reject(away()), findSent: async () => slowDown() }),
    }),
  )
  const { teamId } = actor
  const change = () =>
    database.db.outboundMessage.updateMany({ where: { teamId }, data: { stale: true, dueAt: ctx.clock.now() } })
  for (let round = 0; round < 3; round++) {
    await queue()
    await deliverMessages(ctx, jobId())
    await database.db.delivery.updateMany({ where: { teamId }, data: { shown: 'other words' } })
    await change()
    if (kind === 'update') await deliverMessages(ctx, jobId())
    ctx.clock.advance(13_000)
  }
  expect(calls).toBe(1)
  ctx.clock.advance(60_000)
  await deliverMessages(ctx, jobId())
  expect(calls).toBeGreaterThan(1)
})

test('what stands where a person is no longer known loses its words and buttons at once, and gets no new ones', async () => {
  const { ctx, actor, queue, slack } = await reachable(fakeChannel())
  const id = await queue()
  await deliverMessages(ctx, jobId())
  const said = slack.arrived[0]?.message.body ?? ''
  expect(said.length).toBeGreaterThan(0)
  const { teamId } = actor
  const identity = await database.db.identity.findFirstOrThrow({ where: { teamId, channel: 'slack' } })
  await removeIdentity(ctx, actor, identity.id)
  await deliverMessages(ctx, jobId())
  expect(slack.updated).toMatchObject([{ message: { actions: [], link: null, outcome: expect.any(String) } }])
  expect(JSON.stringify(slack.updated)).not.toContain(said)
  const key = { teamId_id: { teamId, id } }
  await database.db.outboundMessage.update({ where: key, data: { stale: true, dueAt: ctx.clock.now() } })
  await deliverMessages(ctx, jobId())
  expect(slack.updated).toHaveLength(1)
})

test('one message that nobody can work on keeps back no other, and comes back later each time', async () => {
  const world = await reachable(fakeChannel())
  const { teamId } = world.actor
  const [bad = '', ...others] = [await world.queue(), await world.queue(), await world.queue()]
  await database.db.outboundMessage.update({
    where: { teamId_id: { teamId, id: bad } },
    data: { kind: 'of a newer version' },
  })
  for (const restMs of [30_000, 60_000, 120_000]) {
    await deliverMessages(world.ctx, jobId())
    const { state, dueAt, claimedBy } = await world.state(bad)
    expect({ state, claimedBy, inMs: (dueAt?.getTime() ?? 0) - world.ctx.clock.now().getTime() }).toEqual({
      state: 'waiting',
      claimedBy: null,
      inMs: restMs,
    })
    world.ctx.clock.advance(restMs)
  }
  for (const id of others) expect((await world.state(id)).state).toBe('reached')
  expect((await world.state(bad)).steps).toEqual(['failed', 'failed', 'failed'])
  await database.db.outboundMessage.update({ where: { teamId_id: { teamId, id: bad } }, data: { kind: 'test' } })
  await deliverMessages(world.ctx, jobId())
  expect((await world.state(bad)).state).toBe('reached')
})

test('a way at which we fail by a fault of our own keeps no other from sending', async () => {
  const world = await reachable(
    fakeChannel({
      // No row can hold that.
      chatAllowance: () => ({ perMinute: 60, burst: Infinity }),
    }),
  )
  const { teamId } = world.actor
  const { user: other } = await buildMember(database.db, { teamId })
  const id = await world.queue()
  await world.queue({ userId: other.id })
  await deliverMessages(world.ctx, jobId())
  expect(world.mail?.arrived).toHaveLength(1)
  expect(await world.state(id)).toMatchObject({ state: 'waiting', claimedBy: null })
  expect((await world.state(id)).steps).toContain('failed')
})

test('what cannot be laid out does not keep the others of its way', async () => {
  const slack = fakeChannel({
    limits: { textLength: 10, partsPerMessage: 1 },
    chatAllowance: () => ({ perMinute: 600, burst: 10 }),
    format: () => {
      throw new TypeError('nothing to lay out')
    },
  })
  const world = await reachable(slack)
  await world.queue()
  await deliverMessages(world.ctx, jobId())
  expect(slack.arrived).toHaveLength(1)
})

test('updates wait while a way rests, and keep no message waiting', async () => {
  const order: string[] = []
  let isSent = () => {}
  const sent = new Promise<void>((resolve) => (isSent = resolve))
  const slack = fakeChannel({
    onSend: () => {
      order.push('sent')
      if (order.length > 1) isSent()
    },
    update: async () => {
      await sent
      order.push('updated')
    },
  })
  const world = await reachable(slack)
  const { teamId } = world.actor
  const id = await world.queue()
  await deliverMessages(world.ctx, jobId())
  const change = () =>
    database.db.outboundMessage.update({
      where: { teamId_id: { teamId, id } },
      data: {
        stale: true,
        staleAt: world.ctx.clock.now(),
        answeredAt: world.ctx.clock.now(),
        dueAt: world.ctx.clock.now(),
      },
    })
  await change()
  const rest = (openUntil: Date | null) =>
    database.db.route.update({ where: { id: world.connection.id }, data: { openUntil } })
  await rest(new Date(world.ctx.clock.now().getTime() + 60_000))
  await deliverMessages(world.ctx, jobId())
  expect(order).toEqual(['sent'])
  expect(await world.state(id)).toMatchObject({ stale: true, dueAt: expect.any(Date) })
  await rest(null)
  world.ctx.clock.advance(60_000)
  await world.queue()
  await deliverMessages(world.ctx, jobId())
  expect(order).toEqual(['sent', 'sent', 'updated'])
})

describe('one look at a conversation', () => {
  test('answers for all attempts in it, also of messages that nobody has taken yet, and is counted once', async () => {
    const looks: SentQuery[] = []
    const reached = new Set<string>()
    let isBroken = true
    const slack: FakeChannel = fakeChannel({
      allowance: () => ({ perMinute: 60_000, burst: 1_000, lookUpsPerMinute: 1 }),
      afterSend: () => {
        if (isBroken) throw away()
      },
      findSent: async (_access, query) => {
        looks.push(query)
        for (const { key } of slack.arrived) reached.add(key)
        return new Map(query.keys.map((key) => [key, reached.has(key) ? { place: { key } } : 'never_sent']))
      },
    })
    const world = await reachable(slack)
    const ids = await Promise.all(Array.from({ length: 4 }, () => world.queue()))
    await deliverMessages(world.ctx, jobId())
    expect(looks.map(({ keys }) => keys.length)).toEqual([4])
    expect((await Promise.all(ids.map(world.state))).map(({ state }) => state)).toEqual(Array(4).fill('reached'))
    // The look is spent: these wait, and the first that is due takes the others along.
    const late = [await world.queue(), await world.queue(), await world.queue()]
    await deliverMessages(world.ctx, jobId())
    expect(looks).toHaveLength(1)
    const waiting = await world.state(late[0] ?? '')
    expect(waiting.deliveries).toMatchObject([{ state: 'sending' }])
    const { teamId } = world.actor
    const hour = new Date(world.ctx.clock.now().getTime() + 3_600_000)
    await database.db.outboundMessage.updateMany({
      where: { teamId, id: { in: late.slice(1) } },
      data: { dueAt: hour },
    })
    isBroken = false
    world.ctx.clock.advance(60_000)
    await deliverMessages(world.ctx, jobId())
    expect(looks.map(({ keys }) => keys.length)).toEqual([4, 3])
    for (const id of late)
      expect(await world.state(id)).toMatchObject({ state: 'reached', dueAt: null, claimedBy: null })
    expect(slack.arrived).toHaveLength(7)
  })

  test('leaves a message to whoever works on it', async () => {
    const slack = fakeChannel({ afterSend: () => Promise.reject(away()), allowance: lookUpsOnce })
    const world = await reachable(slack)
    const [first, other] = [await world.queue(), await world.queue()]
    await deliverMessages({ ...world.ctx, providers: world.ctx.providers }, jobId())
    const { teamId } = world.actor
    await database.db.delivery.updateMany({
      where: { teamId },
      data: { state: 'sending', finishedAt: null },
    })
    await database.db.outboundMessage.updateMany({ where: { teamId }, data: { dueAt: world.ctx.clock.now() } })
    const elsewhere = jobId()
    await database.db.outboundMessage.update({
      where: { teamId_id: { teamId, id: other } },
      data: { claimedBy: elsewhere },
    })
    world.ctx.clock.advance(60_000)
    await deliverMessages(world.ctx, jobId())
    expect((await world.state(first)).deliveries).toMatchObject([{ state: 'sent' }])
    expect(await world.state(other)).toMatchObject({ claimedBy: elsewhere, deliveries: [{ state: 'sending' }] })
  })
})

const lookUpsOnce = () => ({ perMinute: 60_000, burst: 1_000, lookUpsPerMinute: 1 })

test('a chat takes its messages one after another, while others go on', async () => {
  const slack = fakeChannel({ chatAllowance: () => ({ perMinute: 60, burst: 1 }) })
  const world = await reachable(slack)
  const { teamId } = world.actor
  const { user: other } = await buildMember(database.db, { teamId })
  const now = world.ctx.clock.now()
  const known = { teamId, userId: other.id, connectionId: world.connection.id, confirmedAt: now, createdAt: now }
  await database.db.identity.create({ data: { ...known, channel: 'slack', address: 'U2', name: '@ben' } })
  const ids = await Promise.all(Array.from({ length: 4 }, () => world.queue()))
  await world.queue({ userId: other.id })
  await deliverMessages(world.ctx, jobId())
  expect(slack.arrived.map(({ address }) => address).toSorted()).toEqual(['U1', 'U2'])
  // Each has a turn of its own, and nobody else's channel is taken.
  const dues = (await Promise.all(ids.map(world.state))).flatMap(({ dueAt }) => dueAt ?? [])
  expect(dues.map((at) => at.getTime() - now.getTime()).toSorted()).toEqual([1_000, 2_000, 3_000])
  for (const count of [3, 4, 5]) {
    world.ctx.clock.advance(1_000)
    await Promise.all([deliverMessages(world.ctx, jobId()), deliverMessages({ ...world.ctx }, jobId())])
    expect(slack.arrived).toHaveLength(count)
  }
  expect(world.mail?.arrived).toEqual([])
})
