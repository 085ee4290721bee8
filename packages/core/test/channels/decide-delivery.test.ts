import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { buildMember, createTestDatabase, fakeChannel } from '@switchboard/testing'
import { decideDelivery } from '@switchboard/core/channels/decide-delivery'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { getMessage } from '@switchboard/core/channels/read/get-message'
import { away, jobId, reachable } from './reachable'

const database = createTestDatabase()

/** A message of which nobody can tell whether Slack has taken it; mail, where there is some, has. */
async function inDoubt({ hasMail = true, asks = false } = {}) {
  let answersGetLost = true
  const slack = fakeChannel({
    findSent: undefined,
    afterSend: () => {
      if (answersGetLost) throw away()
    },
  })
  const world = await reachable(database, slack, hasMail ? undefined : null)
  const id = await world.queue({ asks })
  await deliverMessages(world.ctx, jobId())
  const delivery = (await world.state(id)).deliveries.find(({ state }) => state === 'unknown')
  answersGetLost = false
  const decide = (decision: 'arrived' | 'send_again', actor = world.actor) =>
    decideDelivery(world.ctx, actor, { id: delivery?.id ?? '', decision })
  return { ...world, id, decide }
}

describe('an attempt of which nobody can tell whether it has arrived', () => {
  test('is not made again by itself', async () => {
    const { ctx, slack } = await inDoubt({ hasMail: false })
    for (let round = 0; round < 3; round++) {
      ctx.clock.advance(3_600_000)
      await deliverMessages(ctx, jobId())
    }
    expect(slack.arrived).toHaveLength(1)
  })

  test('has arrived when the person says so', async () => {
    const { ctx, id, state, decide, slack } = await inDoubt({ hasMail: false })
    expect((await state(id)).state).toBe('failed')
    await decide('arrived')
    expect(await state(id)).toMatchObject({ state: 'reached', deliveries: [{ state: 'delivered' }] })
    await deliverMessages(ctx, jobId())
    expect(await state(id)).toMatchObject({ state: 'reached', dueAt: null })
    expect((await state(id)).steps.at(-1)).toBe('slack confirmed')
    expect(slack.arrived).toHaveLength(1)
  })

  test.each([{ hasMail: true }, { hasMail: false }])(
    'is made again by the same way when they want it: %j',
    async (given) => {
      const { ctx, id, state, decide, slack, mail } = await inDoubt(given)
      await decide('send_again')
      await deliverMessages(ctx, jobId())
      const { deliveries, steps, ...message } = await state(id)
      expect(message).toMatchObject({ state: 'reached', dueAt: null })
      expect(deliveries.filter(({ channel }) => channel === 'slack')).toMatchObject([
        { state: 'failed', errorCode: 'asked_again', attempt: 1 },
        { state: 'sent', attempt: 2 },
      ])
      expect(steps.slice(-2)).toEqual(['slack asked_again', 'slack sent'])
      expect(slack.arrived).toHaveLength(2)
      expect(mail?.arrived ?? []).toHaveLength(given.hasMail ? 1 : 0)
      await deliverMessages(ctx, jobId())
      expect(slack.arrived).toHaveLength(2)
    },
  )

  test('of a message that asks goes again at once, without a word of an answer that was waited for', async () => {
    const { ctx, id, state, decide, slack } = await inDoubt({ asks: true })
    await decide('send_again')
    await deliverMessages(ctx, jobId())
    expect(slack.arrived).toHaveLength(2)
    expect((await state(id)).steps.join()).not.toContain('no_answer')
  })

  test('is decided once', async () => {
    const { decide, id, state } = await inDoubt({ hasMail: false })
    const outcomes = await Promise.allSettled([decide('arrived'), decide('send_again'), decide('arrived')])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(decide('arrived')).rejects.toMatchObject({ code: 'already_decided' })
    expect((await state(id)).steps.filter((step) => /confirmed|asked_again/.test(step))).toHaveLength(1)
  })

  test('is not sent again when it was answered meanwhile, and not while it is worked on', async () => {
    const { ctx, actor, id, decide, slack } = await inDoubt()
    const where = { teamId_id: { teamId: actor.teamId, id } }
    await database.db.outboundMessage.update({ where, data: { answeredAt: ctx.clock.now() } })
    await expect(decide('send_again')).rejects.toMatchObject({ code: 'conflict' })
    expect((await getMessage(ctx, actor, id)).deliveries[0]).toMatchObject({ isInDoubt: true, maySendAgain: false })
    await database.db.outboundMessage.update({ where, data: { answeredAt: null, claimedBy: 7n } })
    await expect(decide('send_again')).rejects.toMatchObject({ code: 'conflict', retryable: true })
    expect(slack.arrived).toHaveLength(1)
  })

  test('says why it does not go again', async () => {
    const { ctx, connection, id, state, decide, slack } = await inDoubt()
    await database.db.connection.update({
      where: { teamId_id: { teamId: connection.teamId, id: connection.id } },
      data: { status: 'paused' },
    })
    await decide('send_again')
    await deliverMessages(ctx, jobId())
    expect((await state(id)).steps.slice(-2)).toEqual(['slack asked_again', 'slack skipped'])
    expect(await state(id)).toMatchObject({ state: 'reached', dueAt: null })
    expect(slack.arrived).toHaveLength(1)
  })

  test('is decided by the person and by admins, by nobody else', async () => {
    const { actor, decide } = await inDoubt()
    const colleague = (await buildMember(database.db, { teamId: actor.teamId, role: 'member' })).actor
    const stranger = (await buildMember(database.db)).actor
    for (const other of [colleague, stranger])
      await expect(decide('arrived', other)).rejects.toMatchObject({ code: 'not_found' })
    const admin = (await buildMember(database.db, { teamId: actor.teamId, role: 'admin' })).actor
    await decide('arrived', admin)
    await expect(
      decideDelivery((await inDoubt()).ctx, admin, { id: randomUUID(), decision: 'arrived' }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})
